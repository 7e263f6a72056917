"""Assembled pipelines: every collection is typed, and no shuffle pickles."""

from dataclasses import replace

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pipeline.cli.dry_run import draft_job
from pipeline.options import RunOptions
from pipeline.run.assemble import Phase, assemble
from pipeline.run.checkpoints import DecidedGroups, LinkableFiles, PreparedFiles
from schemas.flow.staging import StagedGroup
from tests.pipeline.shuffles import Shuffles
from transforms.decide.together import MOST_ARTICLES

OPTIONS = RunOptions(inputs=("gs://news/*",), output="bq://my-project.news", temp="gs://tmp/x", runner="dataflow")
GROUPS = tuple(StagedGroup(file=file, group=0, repeated_rows=(1,)) for file in ("a", "b"))


@pytest.mark.model
@pytest.mark.parametrize("snapshot", [(), ("earlier-run",)], ids=["first_run", "later_run"])
@pytest.mark.parametrize("phase", Phase)
def test_assemble_every_collection_is_typed_and_no_shuffle_pickles(phase: Phase, snapshot: tuple[str, ...]) -> None:
    pipeline = beam.Pipeline(runner=FnApiRunner())
    assemble(
        pipeline,
        replace(draft_job(OPTIONS), snapshot=snapshot),
        phase,
        prepared_files=[PreparedFiles(groups=GROUPS, articles=(MOST_ARTICLES + 1,))],
        decided_groups=DecidedGroups(groups=GROUPS) if phase is Phase.EXTRACT else None,
        linkable_files=[LinkableFiles(articles=("a",), revisions=("b",))],
    )
    shuffles = Shuffles()
    pipeline.visit(shuffles)
    assert shuffles.seen > 3
    assert not shuffles.pickled, "\n".join(shuffles.pickled)
    assert not shuffles.untyped, "\n".join(shuffles.untyped)

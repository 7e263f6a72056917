"""Assembled pipelines: every collection is typed, no shuffle pickles, and one machine groups no more than it must."""

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
from transforms.link.together import MOST_RECORDS

OPTIONS = RunOptions(inputs=("gs://news/*",), output="bq://my-project.news", temp="gs://tmp/x", runner="dataflow")
GROUPS = tuple(StagedGroup(file=file, group=0, repeated_rows=(1,)) for file in ("a", "b"))


def shuffles_of(phase: Phase, snapshot: tuple[str, ...] = (), workers: int | None = None) -> Shuffles:
    """The shuffles of a phase over more articles than an engine takes in one step."""
    pipeline = beam.Pipeline(runner=FnApiRunner())
    assemble(
        pipeline,
        replace(draft_job(OPTIONS), snapshot=snapshot),
        phase,
        prepared_files=[PreparedFiles(groups=GROUPS, articles=(MOST_ARTICLES + 1,))],
        decided_groups=DecidedGroups(groups=GROUPS) if phase is Phase.EXTRACT else None,
        linkable_files=[LinkableFiles(articles=("a",), revisions=("b",), records=(MOST_RECORDS + 1,))],
        workers=workers,
    )
    shuffles = Shuffles()
    pipeline.visit(shuffles)
    return shuffles


@pytest.mark.model
@pytest.mark.parametrize("snapshot", [(), ("earlier-run",)], ids=["first_run", "later_run"])
@pytest.mark.parametrize("phase", Phase)
def test_assemble_every_collection_is_typed_and_no_shuffle_pickles(phase: Phase, snapshot: tuple[str, ...]) -> None:
    shuffles = shuffles_of(phase, snapshot)
    assert shuffles.seen > 3
    assert not shuffles.pickled, "\n".join(shuffles.pickled)
    assert not shuffles.untyped, "\n".join(shuffles.untyped)


@pytest.mark.model
@pytest.mark.parametrize("phase", [Phase.DECIDE, Phase.LINK])
def test_assemble_on_one_machine_decides_and_links_in_one_step(phase: Phase) -> None:
    here, elsewhere = shuffles_of(phase, workers=2).seen, shuffles_of(phase).seen
    assert here < elsewhere / 2

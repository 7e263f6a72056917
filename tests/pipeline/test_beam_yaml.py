"""The transform of Beam YAML: the README's pipeline, run as Beam's own command runs it."""

import json
import subprocess
import sys
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.coders.row_coder import RowCoder
from apache_beam.testing.util import assert_that, equal_to, is_not_empty
from apache_beam.typehints.schemas import schema_from_element_type

from pipeline.beam_yaml import ExtractNews
from tests.environments import environment_packages, skipping_unavailable
from tests.readme import blocks

NEWS = [
    {
        "id": "1",
        "published_at": "2024-11-29",
        "text": "Gunmen killed two guards at a mine near Gao on Monday, the army said.",
    },
    {"id": "2", "published_at": "2024-11-29", "text": ""},
    {"id": "3", "published_at": "2024-11-30", "text": "The central bank fined two lenders, it said in a statement."},
]
OUTPUTS = ("articles", "entities", "quotes", "events", "rejected")

_MAIN = """
import runpy, sys

sys.path.append(sys.argv.pop(1))
runpy.run_module("apache_beam.yaml.main", run_name="__main__", alter_sys=True)
"""
"""Beam's command, with what it needs at the end of the path."""


@pytest.mark.model
@pytest.mark.heavy  # it sets up an environment
def test_readme_pipeline_writes_events(tmp_path: Path) -> None:
    (pipeline,) = blocks("In a Beam pipeline of your own", "yaml")
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(record) + "\n" for record in NEWS))
    (tmp_path / "pipeline.yaml").write_text(pipeline)
    with skipping_unavailable():
        packages = environment_packages("yaml", "3.12")
    arguments = [packages, "--yaml_pipeline_file=pipeline.yaml", "--runner=FnApiRunner"]
    done = subprocess.run(
        [sys.executable, "-c", _MAIN, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    (written,) = tmp_path.glob("events*")
    first, *others = (json.loads(line) for line in written.read_text().splitlines())
    assert first == {
        "day": "2024-11-25",
        "type": "ASSAULT",
        "killed": 2,
        "place": "Gao",
        "published": "2024-11-29",
        "sentence": NEWS[0]["text"],
    }
    assert {other["place"] for other in others} == {None}


@pytest.mark.model
def test_outputs_are_rows_with_a_schema() -> None:
    with beam.Pipeline() as pipeline:
        found = pipeline | beam.Create([beam.Row(**record) for record in NEWS]) | ExtractNews()
        assert sorted(found) == sorted(OUTPUTS)
        for name in OUTPUTS:
            schema = schema_from_element_type(found[name].element_type)
            assert schema.fields, name
            coder = RowCoder(schema)
            encoded = found[name] | f"Encode {name}" >> beam.Map(coder.encode).with_output_types(bytes)
            assert_that(encoded, is_not_empty(), label=name)
        why = found["rejected"] | beam.Map(lambda row: (row.stage, row.reason, row.uri))
        assert_that(why, equal_to([("read", "no_content", "memory:")]), label="why")

"""The transform of Beam YAML: the README's pipeline, run as Beam's own command runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environments import environment_packages, skipping_unavailable
from tests.readme import blocks

NEWS = [
    {"id": "1", "text": "Gunmen killed two guards at a mine near Gao on Monday, the army said."},
    {"id": "2", "text": ""},
]

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
    assert [json.loads(line) for line in written.read_text().splitlines()] == [
        {"type": "ASSAULT", "killed": 2, "place": "Gao", "sentence": NEWS[0]["text"]}
    ]

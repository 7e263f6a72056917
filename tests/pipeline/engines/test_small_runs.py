"""Which runs start the processes of a small run."""

import sys
from pathlib import Path

import pytest

from pipeline.engines import small_runs
from pipeline.engines.small_runs import SMALL_INPUT, start_processes
from pipeline.options import RunOptions


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The models whose processes the test starts."""
    models: list[str] = []

    class FakeSandbox:
        def start(self) -> None:
            pass

    monkeypatch.delitem(sys.modules, "spacy", raising=False)
    monkeypatch.setattr(small_runs, "shared_sandbox", FakeSandbox)
    monkeypatch.setattr(small_runs, "start_model_process", models.append)
    return models


def start(*inputs: str, workers: int = 2, runner: str = "local") -> None:
    start_processes(RunOptions(inputs=inputs, output="tables", model="a model", workers=workers, runner=runner))


def test_start_processes_small_local_inputs_starts_them(started: list[str], tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>Rain fell.</p>")
    start(str(tmp_path))
    start(str(tmp_path / "page.html"))
    assert started == ["a model"] * 2


def test_start_processes_with_spacy_in_this_process_starts_no_model(
    started: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "spacy", sys)
    (tmp_path / "page.html").write_text("<p>Rain fell.</p>")
    start(str(tmp_path))
    assert started == []


def test_start_processes_other_runs_starts_none(started: list[str], tmp_path: Path) -> None:
    small, large = tmp_path / "small.html", tmp_path / "large.html"
    small.write_text("<p>Rain fell.</p>")
    large.write_bytes(bytes(SMALL_INPUT))
    start(str(tmp_path))
    start(str(small), str(large))
    start("gs://bucket/page.html")
    start(str(tmp_path / "*.html"))
    start(str(small), workers=1)
    start(str(small), runner="flink")
    assert started == []

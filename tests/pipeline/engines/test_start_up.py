"""Which runs start which processes."""

import sys
from pathlib import Path

import pytest

from pipeline.engines import start_up
from pipeline.engines.start_up import SMALL_INPUT, start_processes
from pipeline.options import RunOptions


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the test starts: models' processes and servers of workers."""
    models: list[str] = []

    class FakeSandbox:
        def start(self) -> None:
            pass

    monkeypatch.delitem(sys.modules, "spacy", raising=False)
    monkeypatch.setattr(start_up, "shared_sandbox", FakeSandbox)
    monkeypatch.setattr(start_up, "start_model_process", models.append)
    monkeypatch.setattr(start_up, "shared_server", lambda model: models.append(f"server of {model}"))
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


def test_start_processes_large_local_inputs_starts_server(started: list[str], tmp_path: Path) -> None:
    small, large = tmp_path / "small.html", tmp_path / "large.html"
    small.write_text("<p>Rain fell.</p>")
    large.write_bytes(bytes(SMALL_INPUT))
    start(str(tmp_path))
    start(str(small), str(large))
    assert started == ["server of a model"] * 2


def test_start_processes_other_runs_starts_none(started: list[str], tmp_path: Path) -> None:
    small = tmp_path / "small.html"
    small.write_text("<p>Rain fell.</p>")
    start("gs://bucket/page.html")
    start(str(tmp_path / "*.html"))
    start(str(small), workers=1)
    start(str(small), runner="flink")
    assert started == []

"""Worker processes that are shared, that die, or whose step fails."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import apache_beam as beam
import psutil
import pytest

from pipeline.engines import local_workers, worker_client
from pipeline.engines.local import execute
from pipeline.engines.worker_client import WorkerServer, end_shared_server
from pipeline.errors import NewsbeamError
from transforms.extract.annotate.annotator import annotator
from transforms.extract.annotate.model_files import DEFAULT_MODEL

SECONDS_TO_END = 10.0


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[WorkerServer]]:
    """The servers of the test, none of which runs yet; they end with it."""
    started: list[WorkerServer] = []
    monkeypatch.setattr(worker_client, "_servers", started)
    yield started
    for server in started:
        server.close()


def raise_signal(pipeline: beam.Pipeline) -> None:
    _ = pipeline | beam.Create([signal.SIGKILL.value]) | beam.Map(signal.raise_signal)


def parse_word(pipeline: beam.Pipeline) -> None:
    _ = pipeline | beam.Create(["word"]) | beam.Map(int)


# What is done in workers is nested, so that it is pickled itself: they cannot import tests.


def note_processes(pipeline: beam.Pipeline, folder: Path, server: int | None = None) -> None:
    def note(element: int) -> None:
        (folder / str(os.getpid())).touch()
        if server is not None and os.getppid() == server:
            os.kill(server, signal.SIGKILL)
            time.sleep(SECONDS_TO_END)  # long enough for the parent to notice

    _ = pipeline | beam.Create(range(20)) | beam.Reshuffle() | beam.Map(note)


def look_for_model(pipeline: beam.Pipeline) -> None:
    def fail_unless_loaded(element: int) -> None:
        if not annotator.cache_info().currsize:
            raise ValueError("the model is not loaded")

    _ = pipeline | beam.Create([0]) | beam.Map(fail_unless_loaded)


def look_for_nothing(pipeline: beam.Pipeline) -> None:
    _ = pipeline | beam.Create([0])


def processes(folder: Path) -> set[int]:
    return {int(path.name) for path in folder.iterdir()}


def assert_ended(workers: set[int]) -> None:
    deadline = time.monotonic() + SECONDS_TO_END
    while any(map(psutil.pid_exists, workers)):
        assert time.monotonic() < deadline, "a worker outlived its pipeline"
        time.sleep(0.05)


def test_execute_server_that_cannot_start_raises(monkeypatch: pytest.MonkeyPatch, servers: list[WorkerServer]) -> None:
    hook = threading.excepthook
    monkeypatch.setattr(worker_client, "_MODULE", "no_such_module")
    with pytest.raises(NewsbeamError, match=r"a worker process died \(exit code 1: .*No module.*same command"):
        execute(parse_word, 2)
    assert threading.excepthook is hook


@pytest.mark.heavy
def test_execute_pipelines_share_a_server_until_it_dies(servers: list[WorkerServer], tmp_path: Path) -> None:
    execute(partial(note_processes, folder=tmp_path), 2)
    (server,), first = servers, processes(tmp_path)
    execute(partial(note_processes, folder=tmp_path), 2)
    assert servers == [server]
    assert processes(tmp_path) > first
    server.close()
    execute(partial(note_processes, folder=tmp_path), 2)
    assert servers != [server]
    assert_ended(processes(tmp_path))


@pytest.mark.heavy
def test_execute_after_the_server_was_ended_starts_another(servers: list[WorkerServer], tmp_path: Path) -> None:
    end_shared_server()
    execute(look_for_nothing, 2)
    (server,) = servers
    end_shared_server()
    assert not servers
    assert_ended({server.id})
    execute(partial(note_processes, folder=tmp_path), 2)
    assert processes(tmp_path)


@pytest.mark.heavy
def test_execute_server_killed_at_work_raises_and_leaves_no_worker(servers: list[WorkerServer], tmp_path: Path) -> None:
    execute(look_for_nothing, 2)
    with pytest.raises(NewsbeamError, match=r"a worker process died \(signal 9\)"):
        execute(partial(note_processes, folder=tmp_path, server=servers[0].id), 2)
    assert_ended(processes(tmp_path))


@pytest.mark.heavy
@pytest.mark.model
def test_execute_workers_have_the_model_loaded(servers: list[WorkerServer]) -> None:
    execute(look_for_model, 2, DEFAULT_MODEL)


@pytest.mark.heavy
def test_execute_worker_killed_at_work_raises(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NewsbeamError, match=r"a worker process died \(signal 9\)"):
        execute(raise_signal, 2)
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.heavy
def test_execute_step_that_fails_in_worker_raises_its_error_and_prints_nothing(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[worker_client.Worker] = []
    start = local_workers._Workers.start

    def remember(workers: local_workers._Workers, variables: dict[str, str]) -> worker_client.Worker:
        started.append(start(workers, variables))
        return started[-1]

    monkeypatch.setattr(local_workers._Workers, "start", remember)
    with pytest.raises(RuntimeError, match="invalid literal for int"):
        execute(parse_word, 2)
    assert "Traceback" not in capfd.readouterr().err
    assert len(started) == 2
    for worker in started:
        worker.code.result(SECONDS_TO_END)

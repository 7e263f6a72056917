"""Messages and exit codes of commands that end early."""

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import typer

from pipeline.cli.exit_codes import report_errors


def test_report_errors_unexpected_error_prints_one_line_and_logs_traceback(
    tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "error.txt"
    with pytest.raises(typer.Exit) as end, report_errors(log):
        raise RuntimeError("first\nlast")
    assert end.value.exit_code == 1
    assert "RuntimeError: last" in capsys.readouterr().err
    assert "Traceback" in log.read_text()


def test_report_errors_storage_error_prints_one_line_without_log(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "error.txt"
    with pytest.raises(typer.Exit) as end, report_errors(log):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), "/mnt/out/_lock")
    assert end.value.exit_code == 1
    said = capsys.readouterr().err
    assert said.startswith("error: /mnt/out/_lock: the file system is read-only; make it writable")
    assert said.count("\n") == 1
    assert not log.exists()


def test_report_errors_without_a_place_for_the_log_prints_the_traceback_behind_the_line(
    tmp_path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", fail)
    log = tmp_path / "error.txt"
    log.mkdir()
    with pytest.raises(typer.Exit) as end, report_errors(log):
        raise RuntimeError("first\nlast")
    assert end.value.exit_code == 1
    said = capsys.readouterr().err
    assert said.startswith("error: RuntimeError: last; run the same command again. All of the error:\nTraceback")


def test_command_whose_output_finds_no_space_fails_with_one_line() -> None:
    code = """if True:
        import typer
        from pipeline.cli.exit_codes import report_errors
        try:
            with report_errors():
                print("rows")
        except typer.Exit as end:
            raise SystemExit(end.exit_code)"""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: standard output, or ")
    assert "no space left" in line

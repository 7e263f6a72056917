"""Signals that end a command: its exit code, what it says, and what stays of it."""

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from pipeline.cli.stop import stopping_with

IN_C = "hashlib.pbkdf2_hmac('sha256', b'', b'', 10**9)"
"""Takes minutes, and runs no signal handler before it ends."""


def start(block: str, *, before: str = "", after: str = "", ignored: str = "") -> tuple[subprocess.Popen[str], str]:
    """Start a program that claims its signals, and wait for the line that one of its parts prints.

    Args:
        block: Runs within `stopping_with`.
        before: Runs before it.
        after: Runs after it.
        ignored: Signals that the program ignores from the start; whether this process does makes no difference.
    """
    program = f"""
        import hashlib, os, signal, subprocess, time
        from pipeline.cli import stop
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN if number.name in {ignored.split()} else signal.SIG_DFL)
        stop.claim_signals()
        {before}
        with stop.stopping_with("stopped in the block"):
            {block}
        {after}
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def waiting(how: str) -> str:
    return f"print('waiting', flush=True); {how}"


@pytest.mark.parametrize("how", ["time.sleep(600)", IN_C], ids=["python", "c"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signal_in_block_ends_process_with_message_and_code(number: int, code: int, how: str) -> None:
    process, _ = start(waiting(how))
    with process:
        process.send_signal(number)
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (code, "stopped in the block\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("part", ["before", "after"])
def test_signal_outside_block_ends_process_silently(part: str, number: int) -> None:
    process, _ = start("pass", **{part: waiting("time.sleep(600)")})
    with process:
        process.send_signal(number)
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (-number, "")


def test_signal_ignored_from_the_start_stays_ignored() -> None:
    process, _ = start(waiting("time.sleep(600)"), ignored="SIGINT SIGHUP")
    with process:
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.terminate()
        assert process.wait(10) == 143


def test_signal_with_standard_error_that_nobody_reads_ends_process() -> None:
    fill = "os.set_blocking(2, False); os.write(2, b'x' * 2**20); os.set_blocking(2, True)"
    process, _ = start(f"{fill}; {waiting('time.sleep(600)')}")
    with process:
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130


def ends(pid: int) -> bool:
    """Whether a process ends within ten seconds; one that nobody has waited for has ended too."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def test_signal_ends_children_and_cleans_up(tmp_path: Path) -> None:
    left = tmp_path / "left"
    left.touch()
    clean_up = f"stop.on_stop(lambda: os.unlink({str(left)!r}))"
    child = "print(subprocess.Popen(['sleep', '600'], stdin=subprocess.PIPE).pid, flush=True); time.sleep(600)"
    process, said = start(child, before=clean_up)
    with process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 143
    assert ends(int(said))
    assert not left.exists()


def test_block_in_process_that_has_not_claimed_signals_leaves_handlers_alone() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    with stopping_with("never said"):
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before


FINISHING = """import threading; told = threading.Event()
            with stop.finishing_first(told.set, "finishing first"):
                print("waiting", flush=True)
                while not told.wait(0.1): pass
                {then}"""


def test_first_signal_lets_block_finish_first() -> None:
    process, _ = start(FINISHING.format(then="print('finished', flush=True)"))
    with process:
        process.send_signal(signal.SIGTERM)
        printed, said = process.communicate(timeout=10)
    assert (process.returncode, printed, said) == (0, "finished\n", "finishing first\n")


def test_second_signal_ends_block_that_finishes() -> None:
    process, _ = start(FINISHING.format(then="print('finishing', flush=True); time.sleep(600)"))
    with process:
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        assert process.stdout.readline() == "finishing\n"
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (143, "finishing first\nstopped in the block\n")


INTERRUPTIBLE = """import threading; freed = threading.Event()
            with stop.interruptible(freed.set):
                for waiting in (lambda: time.sleep(600), lambda: time.sleep(600)):
                    try:
                        print("waiting", flush=True)
                        waiting()
                    except KeyboardInterrupt:
                        print("interrupted", freed.wait(10), flush=True)
            {then}"""


def test_ctrl_c_interrupts_block_each_time_and_ends_it_afterwards() -> None:
    process, _ = start(INTERRUPTIBLE.format(then=waiting("time.sleep(600)")))
    with process:
        assert process.stdout is not None
        for line in ("interrupted True", "waiting", "interrupted True", "waiting"):
            if line.startswith("interrupted"):
                process.send_signal(signal.SIGINT)
            assert process.stdout.readline().strip() == line
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (130, "stopped in the block\n")


def test_other_signal_ends_interruptible_block() -> None:
    process, _ = start(INTERRUPTIBLE.format(then="pass"))
    with process:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (143, "stopped in the block\n")

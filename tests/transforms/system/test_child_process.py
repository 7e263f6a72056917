"""Child processes that end with their parent."""

import signal
import subprocess
import time

from transforms.system.child_process import python_command


def test_child_within_c_function_that_holds_interpreter_ends_with_parent() -> None:
    endless = python_command("timeit", "-n1", "-r1", "-s", "import re", "re.match('(a+)+$', 'a' * 60 + 'b')")
    with subprocess.Popen(endless, stdin=subprocess.PIPE) as child:
        assert child.stdin is not None
        time.sleep(2)
        assert child.poll() is None
        child.stdin.close()  # as the kernel does when a parent ends
        assert child.wait(5) == -signal.SIGIO


def test_child_of_parent_that_has_ended_already_ends() -> None:
    child = subprocess.Popen(python_command("timeit", "-n1", "import time; time.sleep(60)"), stdin=subprocess.DEVNULL)
    assert child.wait(20) == 1


def test_python_command_gives_module_its_arguments() -> None:
    with subprocess.Popen(
        python_command("calendar", "2024", "2"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert "February 2024" in child.stdout.read()

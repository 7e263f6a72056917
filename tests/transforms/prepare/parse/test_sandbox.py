import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.prepare.parse.page import parse_html
from transforms.prepare.parse.sandbox import PageError, Sandbox

PAGE = b"""<html lang="en"><head><title>Flood hits Sampleton</title></head><body><article>
<p>The river rose by two metres on Friday and flooded the old town.</p>
<p>The mayor said that nobody had been hurt.</p></article></body></html>"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


HOSTILE = "tests.transforms.prepare.parse.hostile_process"


@pytest.fixture(scope="module")
def hostile() -> Iterator[Sandbox]:
    with Sandbox(memory=600 * 2**20, module=HOSTILE) as one:
        yield one


@pytest.fixture(scope="module")
def hasty() -> Iterator[Sandbox]:
    with Sandbox(seconds=0.5, memory=600 * 2**20, module=HOSTILE) as one:
        yield one


def child_of(sandbox: Sandbox) -> int:
    assert sandbox._child is not None
    return sandbox._child.pid


def test_parse_in_child_equals_parse_in_process(sandbox: Sandbox) -> None:
    parsed = sandbox.parse(PAGE)
    assert parsed == parse_html(PAGE)
    assert parsed.paragraphs[0].startswith("The river rose")


def test_parse_many_pages_use_one_child(sandbox: Sandbox) -> None:
    sandbox.parse(PAGE)
    child = child_of(sandbox)
    for _ in range(5):
        sandbox.parse(PAGE)
    assert child_of(sandbox) == child


def test_parse_works_with_descriptors_above_1023() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1400:
        pytest.skip(f"at most {hard} open files are allowed here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1400), hard))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        with Sandbox() as own:
            assert own.parse(PAGE).paragraphs
            assert own._child is not None
            assert own._child.stdout is not None
            assert own._child.stdout.fileno() > 1023
    finally:
        for descriptor in held:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_parse_replaces_child_killed_between_pages(sandbox: Sandbox) -> None:
    sandbox.parse(PAGE)
    child = child_of(sandbox)
    os.kill(child, signal.SIGKILL)
    assert sandbox.parse(PAGE).paragraphs
    assert child_of(sandbox) != child
    assert not psutil.pid_exists(child)


@pytest.mark.parametrize(
    ("page", "reason"), [(b"eat", "html_memory"), (b"crash", "html_crash"), (b"raise", "html_error")]
)
def test_parse_bad_page_fails_alone(hostile: Sandbox, page: bytes, reason: str) -> None:
    assert hostile.parse(PAGE).paragraphs
    with pytest.raises(PageError) as caught:
        hostile.parse(page)
    assert caught.value.reason == reason
    assert hostile.parse(PAGE).paragraphs
    assert not [child for child in psutil.Process().children() if child.status() == psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("page", [b"loop", b"sleep"])
def test_parse_endless_page_fails_alone(hasty: Sandbox, page: bytes) -> None:
    with pytest.raises(PageError) as caught:
        hasty.parse(page)
    assert caught.value.reason == "html_timeout"
    hasty.close()
    assert not [child for child in psutil.Process().children() if child.status() == psutil.STATUS_ZOMBIE]


def test_parse_output_of_parser_is_harmless(hostile: Sandbox) -> None:
    assert hostile.parse(b"print").paragraphs == parse_html(b"print").paragraphs


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body>" + b"<div>" * 100_000 + b"<p>deep</p>",
        b"<html><body><p>" + b"<b><i>" * 50_000,
        b"\0" * 100_000,
        b"\xff\xfe<html>",
        b"<",
        b"",
        b"<!-- nothing -->",
        b"<html><script type='application/ld+json'>" + b'{"a":' * 20_000,
        b"&#0;&#xD800;&#x110000;<p>&bogus;</p>",
    ],
)
def test_parse_unusual_pages_succeed(sandbox: Sandbox, page: bytes) -> None:
    try:
        parsed = sandbox.parse(page)
    except PageError as error:
        assert error.reason in ("html_error", "html_crash")  # noqa: PT017
    else:
        assert isinstance(parsed.paragraphs, tuple)
    assert sandbox.parse(PAGE).paragraphs


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    cuts=st.lists(st.tuples(st.integers(0, len(PAGE)), st.binary(max_size=6)), max_size=8),
)
def test_parse_mutated_pages_raise_page_errors_only(sandbox: Sandbox, cuts: list[tuple[int, bytes]]) -> None:
    page = PAGE
    for place, bytes_in in cuts:
        page = page[:place] + bytes_in + page[place + len(bytes_in) // 2 :]
    try:
        sandbox.parse(page)
    except PageError as error:
        assert error.reason.startswith("html_")  # noqa: PT017


def test_parse_child_that_cannot_start_raises_runtime_error() -> None:
    with Sandbox(module="no.such.module") as broken, pytest.raises(RuntimeError, match="did not start"):
        broken.parse(PAGE)


def test_child_exits_with_its_parent() -> None:
    program = (
        "import os, time\nfrom transforms.prepare.parse.sandbox import Sandbox\n"
        "one = Sandbox()\none.parse(b'<html><p>Some words here.</p></html>')\n"
        "print(one._child.pid, flush=True)\ntime.sleep(600)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert psutil.pid_exists(child)
    parent.kill()
    parent.wait()
    ends = time.monotonic() + 20
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_parse_crash_is_not_memory_below_large_parent() -> None:
    ballast = bytearray(os.urandom(1 << 20)) * 700  # more than the child may use, and then freed
    assert len(ballast) == 700 << 20
    del ballast
    with (
        Sandbox(memory=600 * 2**20, module=HOSTILE) as own,
        pytest.raises(PageError) as caught,
    ):
        own.parse(b"crash")
    assert caught.value.reason == "html_crash"

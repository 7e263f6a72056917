"""Parses records: pages in the sandbox, plain text directly."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import apache_beam as beam

from schemas.flow.parsed import Parsed, ParsedRecord
from schemas.flow.record import RawRecord
from schemas.rows.failure import Rejected
from transforms.prepare.parse.sandbox import Limits, PageError, Sandbox, shared_sandbox
from transforms.step import REJECTED, MultiOutput, Step

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE_END = re.compile(r"[.!?:;…\"”’')\]]\s*$")
MAX_WRAPPED_CHARS = 100
"""Code points; text whose lines are no longer may be hard-wrapped."""


def parse_record(raw: RawRecord, sandbox: Sandbox) -> ParsedRecord | Rejected:
    """Parse a record.

    Args:
        raw: A page or a text.
        sandbox: Where pages are parsed.

    Returns:
        The parsed record, without its page; or the rejection if the page could not be parsed.

    Raises:
        RuntimeError: The sandbox does not start.
    """
    if raw.html is None:
        return ParsedRecord(raw=raw, parsed=parse_text(raw.text or ""), is_page=False)
    try:
        parsed = sandbox.parse(raw.html, raw.charset, raw.url)
    except PageError as error:
        return Rejected(stage="parse", reason=error.reason, error=str(error), ref=raw.ref, payload=raw.payload)
    return ParsedRecord(raw=replace(raw, html=None), parsed=parsed, is_page=True)


def parse_text(text: str) -> Parsed:
    """Split plain text into paragraphs.

    Blank lines separate paragraphs. Within a block each line is a paragraph, unless the block is hard-wrapped: more
    than two lines, none of them long, and most of them ending within a sentence.
    """
    paragraphs: list[str] = []
    for block in _BLANK_LINE.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line for line in block.split("\n") if line.strip()]
        all_but_last = lines[:-1]
        is_wrapped = (
            len(lines) > 2
            and max(map(len, lines)) <= MAX_WRAPPED_CHARS
            and sum(_SENTENCE_END.search(line) is None for line in all_but_last) > 0.6 * len(all_but_last)
            and min(map(len, all_but_last)) > 0.5 * max(map(len, all_but_last))
        )
        paragraphs.extend([" ".join(lines)] if is_wrapped else lines)
    return Parsed(paragraphs=tuple(paragraphs))


class _SandboxUsers:
    """How many DoFns of this process use its sandbox; the child ends when the last of them does."""

    def __init__(self) -> None:
        self._count = 0
        self._lock = threading.Lock()

    def enter(self) -> None:
        with self._lock:
            self._count += 1

    def leave(self, sandbox: Sandbox) -> None:
        with self._lock:
            self._count -= 1
            if not self._count:
                sandbox.close()


_sandbox_users = _SandboxUsers()


class _Parse(Step):
    def __init__(self, limits: Limits | None) -> None:
        super().__init__("parse")
        self._limits = limits

    def setup(self) -> None:
        _sandbox_users.enter()

    def teardown(self) -> None:
        _sandbox_users.leave(shared_sandbox(self._limits))

    def apply(self, raw: RawRecord) -> Iterator[ParsedRecord | Rejected]:
        yield parse_record(raw, shared_sandbox(self._limits))


@dataclass
class ParseRecords(MultiOutput):
    """Parses records; output `parsed` and `rejected`. Pages are parsed in one child process per worker.

    Attributes:
        limits: What a page may take, if that is not the usual.
    """

    limits: Limits | None = None

    def expand(self, records: beam.PCollection[RawRecord]) -> beam.pvalue.DoOutputsTuple:
        parsing = beam.ParDo(_Parse(self.limits)).with_output_types(ParsedRecord, rejected=Rejected)
        return records | "Parse" >> parsing.with_outputs(REJECTED, main="parsed")

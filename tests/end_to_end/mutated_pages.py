"""Damage pages at random and see what becomes of each.

    python -m tests.end_to_end.mutated_pages 1000          # reads, parses and cleans them; prints what they became
    python -m tests.end_to_end.mutated_pages 1000 --run    # the same with `newsbeam run`, to its last table

The same numbers give the same pages. It exits with 1 if a page is without a row.
"""

import argparse
import gzip
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from schemas.flow.record import InputRange
from schemas.rows.article import Article
from schemas.rows.failure import Rejected
from schemas.validation import validate_row
from tests.end_to_end.command import newsbeam_process
from tests.end_to_end.corpus import last_run
from tests.measure import EVAL
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.parse import parse_record
from transforms.prepare.parse.sandbox import Sandbox
from transforms.prepare.read.reader import read_range

PAGES = EVAL / "data" / "articles" / "input"
"""Pages as they were published; all pages of the gold data, since no text of theirs is looked at."""

_TAG = re.compile(rb"<[^<>]{1,2000}>")
_RUBBISH = (
    b"\0", b"\xff\xfe", b"&#xD800;", b"&#0;", b"&" * 99, b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<script>", b"</html>",
    b"<plaintext>", b"<table><tr>", b"<a " + b"x" * 5000, b"\xe2\x80", "\u202e\U0010ffff".encode(),
)  # fmt: skip


def drop_tags(page: bytes, chance: Random) -> bytes:
    """The page without some of its tags."""
    share = chance.choice((0.02, 0.2, 0.9))
    return _TAG.sub(lambda tag: b"" if chance.random() < share else tag[0], page)


def double_tags(page: bytes, chance: Random) -> bytes:
    """The page with some of its tags given twice or more."""
    share = chance.choice((0.02, 0.2))
    return _TAG.sub(lambda tag: tag[0] * chance.choice((2, 3)) if chance.random() < share else tag[0], page)


def swap_tags(page: bytes, chance: Random) -> bytes:
    """The page with some of its tags in each other's places."""
    tags = _TAG.findall(page)
    return _TAG.sub(lambda tag: chance.choice(tags) if chance.random() < 0.05 else tag[0], page)


def nest(page: bytes, chance: Random) -> bytes:
    """The page with elements opened within one another, from some place on."""
    tag = chance.choice((b"<div>", b"<span>", b"<table><tr><td>", b"<ul><li>", b"<b><i>", b"<a href=x>"))
    place = chance.randrange(len(page) + 1)
    return page[:place] + tag * chance.choice((10, 300, 20_000)) + page[place:]


def cut(page: bytes, chance: Random) -> bytes:
    """The page without its end, its start or its middle."""
    start, end = sorted(chance.randrange(len(page) + 1) for _ in range(2))
    return chance.choice((page[:end], page[start:], page[:start] + page[end:], page[start:end]))


def flip_bytes(page: bytes, chance: Random) -> bytes:
    """The page with some bytes changed to any others."""
    changed = bytearray(page)
    for _ in range(min(len(page), chance.choice((3, 100, 5000)))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def insert_rubbish(page: bytes, chance: Random) -> bytes:
    """The page with bytes in it that mean something else to a parser."""
    for _ in range(chance.choice((1, 5, 50))):
        place = chance.randrange(len(page) + 1)
        page = page[:place] + chance.choice(_RUBBISH) + page[place:]
    return page


def repeat(page: bytes, chance: Random) -> bytes:
    """The page several times over."""
    return page * chance.choice((2, 5))


MUTATIONS: tuple[Callable[[bytes, Random], bytes], ...] = (
    drop_tags,
    double_tags,
    swap_tags,
    nest,
    cut,
    flip_bytes,
    insert_rubbish,
    repeat,
)


def mutate(page: bytes, seed: str) -> bytes:
    """A page after one to four mutations; the same seed gives the same page."""
    chance = Random(seed)
    for mutation in chance.choices(MUTATIONS, k=chance.randint(1, 4)):
        page = mutation(page, chance)
    return page


def mutated_pages(sources: Sequence[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of mutated pages, which are made of the sources in turn."""
    for number in range(count):
        source = sources[number % len(sources)]
        data = source.read_bytes()
        page = gzip.decompress(data) if source.suffix == ".gz" else data
        yield f"{number:04}.html", mutate(page, f"{seed}:{number}")


@dataclass
class Tally:
    """What pages became.

    Attributes:
        pages: How many there were.
        rows: Articles by `articles.OUTCOME`, failures by `STAGE.REASON`, and `repeats`.
        errors: Exceptions that no step foresees, and pages that are not one row, with the page's name.
        slowest: The longest time that a page took, in seconds, and its name.
    """

    pages: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def __str__(self) -> str:
        lines = [f"{self.pages} pages, {self.rows.total()} rows"]
        lines += [f"  {name} {count}" for name, count in sorted(self.rows.items())]
        lines += [f"  slowest: {self.slowest[1]} in {self.slowest[0]:.1f} s"] if self.slowest[1] else []
        return "\n".join([*lines, *(f"  not foreseen: {error}" for error in self.errors)])


def prepare(sources: Sequence[Path], count: int, seed: int) -> Tally:
    """Read, parse and clean mutated pages, each from a file of its own."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch, Sandbox() as sandbox:
        for name, page in mutated_pages(sources, count, seed):
            path = Path(scratch) / name
            path.write_bytes(page)
            started = time.monotonic()
            tally.pages += 1
            try:
                rows = list(_rows(path, len(page), sandbox))
                tally.rows.update(rows)
                if len(rows) != 1:  # two rows of one page would make up for another's none
                    tally.errors.append(f"{name}: got {len(rows)} rows, wanted 1")
            except Exception as error:  # to be reported with the page's name
                tally.errors.append(f"{name}: {type(error).__name__}: {error}")
            tally.slowest = max(tally.slowest, (time.monotonic() - started, name))
            path.unlink()
    return tally


def _rows(path: Path, size: int, sandbox: Sandbox) -> Iterator[str]:
    for raw in read_range(InputRange(uri=str(path), start=0, end=size, format="")):
        parsed = raw if isinstance(raw, Rejected) else parse_record(raw, sandbox)
        row = parsed if isinstance(parsed, Rejected) else clean_record(parsed)
        if isinstance(row, Article):
            validate_row(row)
        yield f"{row.stage}.{row.reason}" if isinstance(row, Rejected) else f"articles.{row.outcome}"


def run(sources: Sequence[Path], count: int, seed: int, folder: Path) -> Tally:
    """Run the command on mutated pages.

    Args:
        sources: The pages before their mutation.
        count: How many to make.
        seed: Which ones.
        folder: For the pages and the tables.

    Raises:
        AssertionError: The command failed.
    """
    news = folder / "news"
    news.mkdir()
    for name, page in mutated_pages(sources, count, seed):
        (news / name).write_bytes(page)
    newsbeam_process("run", news, "--output", folder / "out", "--max-failures", "1", "--quiet")
    row = last_run(folder / "out")
    counters = {counter["name"]: counter["value"] for counter in row["counters"]}
    rows = Counter({name: value for name, value in counters.items() if name.startswith("articles.")})
    for stage in ("read", "parse", "clean"):
        prefix = f"failures.{stage}."
        rows.update({name[9:]: value for name, value in counters.items() if name.startswith(prefix)})
    rows["repeats"] = row["repeats"]
    return Tally(pages=count, rows=+rows)


def main() -> None:
    """Print what mutated pages become."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=1000, help="how many pages (1000)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (1)")
    parser.add_argument("--pages", type=Path, default=PAGES, help="folder of the pages before their mutation")
    parser.add_argument("--run", action="store_true", help="run the whole command on them")
    options = parser.parse_args()
    sources = sorted(options.pages.glob("*.html*"))
    if not sources:
        sys.exit(f"--pages {options.pages}: got a folder without pages, wanted *.html or *.html.gz in it")
    if options.run:
        with tempfile.TemporaryDirectory() as scratch:
            tally = run(sources, options.count, options.seed, Path(scratch))
    else:
        tally = prepare(sources, options.count, options.seed)
    print(tally)
    sys.exit(tally.rows.total() != tally.pages or bool(tally.errors))


if __name__ == "__main__":
    main()

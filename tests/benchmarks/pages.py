"""Print what parsing and cleaning a page costs beside trafilatura's `bare_extraction` with metadata, on the same pages.

    python -m tests.benchmarks.pages [FOLDER [COUNT]]

The pages are the `*.html` and `*.html.gz` of a folder; without one, invented ones. The two are measured in turn,
several times, in this process, by processor time; printed are the median of the ratios, the least and the greatest,
then what the process boundary around the parser costs on top, counted over both processes. Nothing here is asserted:
ratios are for people to read, and below 1 newsbeam is the faster one.
"""

import gzip
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
from trafilatura import bare_extraction

from schemas.flow.parsed import ParsedRecord
from schemas.flow.record import RawRecord, RecordRef
from tests.end_to_end.corpus import stories
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.page import parse_html
from transforms.prepare.parse.sandbox import Sandbox

ROUNDS = 5
MOST = 40
RECORD = RawRecord(ref=RecordRef(uri="page.html", media_type="text/html"), html=b"")


def pages_of(folder: str | None, count: int) -> list[bytes]:
    """Pages of a folder, or invented ones with as many links and scripts around them as news pages have."""
    if folder:
        paths = sorted(path for path in Path(folder).iterdir() if path.name.endswith((".html", ".html.gz")))[:count]
        return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in paths]
    around = "".join(f'<div class="teaser"><a href="/{n}"><h3>Another story {n}</h3></a></div>' for n in range(150))
    script = f"<script>{'var tracked = window.tracked || [];' * 2000}</script>"
    pages = []
    for story in stories(random.Random(1), count):
        story.paragraphs *= 4
        pages.append(story.html().replace(b"<footer>", f"<aside>{around}</aside>{script}<footer>".encode()))
    return pages


def compare(ours: Callable[[], object], other: Callable[[], object], seconds: Callable[[], float]) -> list[float]:
    """Ratios of the cost of two pieces of work, each after a warm-up."""

    def cost(work: Callable[[], object]) -> float:
        start = seconds()
        work()
        return seconds() - start

    ours(), other()
    return [cost(ours) / cost(other) for _ in range(ROUNDS)]


def parse_and_clean(pages: Sequence[bytes]) -> None:
    """What a worker does with a page, without the process boundary."""
    for page in pages:
        clean_record(ParsedRecord(raw=RECORD, parsed=parse_html(page), is_page=True))


def main() -> None:
    """Measure and print."""
    pages = pages_of(sys.argv[1] if len(sys.argv) > 1 else None, int(sys.argv[2]) if len(sys.argv) > 2 else MOST)
    if not pages:
        raise SystemExit(f"{sys.argv[1]}: got no page, wanted a folder with *.html or *.html.gz in it")
    print(f"{len(pages)} pages, {sum(map(len, pages)) / 1e6:.1f} MB, {ROUNDS} rounds; median (least to greatest)")

    def stock() -> None:
        for page in pages:
            bare_extraction(page, with_metadata=True)

    def show(name: str, ratios: Sequence[float]) -> None:
        print(f"{name:<42} {statistics.median(ratios):6.3f}  ({min(ratios):.3f} to {max(ratios):.3f})", flush=True)

    show("parse and clean / bare_extraction", compare(lambda: parse_and_clean(pages), stock, time.process_time))
    with Sandbox() as sandbox:
        sandbox.parse(pages[0])
        processes = [psutil.Process(), *psutil.Process().children()]

        def of_all() -> float:
            return sum(sum(process.cpu_times()[:2]) for process in processes)

        show(
            "parse behind the boundary / parse",
            compare(lambda: [sandbox.parse(page) for page in pages], lambda: [*map(parse_html, pages)], of_all),
        )


if __name__ == "__main__":
    main()

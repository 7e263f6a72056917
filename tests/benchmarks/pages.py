"""Print the cost of parsing and cleaning a page relative to trafilatura's `bare_extraction` with metadata.

    python -m tests.benchmarks.pages [FOLDER [COUNT]]

The pages are the `*.html` and `*.html.gz` of a folder; by default generated ones. The two are measured alternately,
several times, in this process, by processor time; printed are the median, minimum and maximum of the ratios, then the
cost of parsing in the sandbox relative to parsing in this process, counted over both processes.
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
from schemas.flow.record import RawRecord
from schemas.rows.columns import RecordRef
from tests.end_to_end.corpus import stories
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.page import parse_html
from transforms.prepare.parse.sandbox import Sandbox

ROUNDS = 5
MAX_PAGES = 40
RECORD = RawRecord(ref=RecordRef(uri="page.html", media_type="text/html"), html=b"")


def pages_of(folder: str | None, count: int) -> list[bytes]:
    """Pages of a folder, or generated ones with as many links and scripts as news pages have."""
    if folder:
        paths = sorted(path for path in Path(folder).iterdir() if path.name.endswith((".html", ".html.gz")))[:count]
        return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in paths]
    links = "".join(f'<div class="teaser"><a href="/{n}"><h3>Another story {n}</h3></a></div>' for n in range(150))
    script = f"<script>{'var tracked = window.tracked || [];' * 2000}</script>"
    pages = []
    for story in stories(random.Random(1), count):
        story.paragraphs *= 4
        pages.append(story.html().replace(b"<footer>", f"<aside>{links}</aside>{script}<footer>".encode()))
    return pages


def compare(
    measured: Callable[[], object], baseline: Callable[[], object], seconds: Callable[[], float]
) -> list[float]:
    """Ratios of the costs of two functions, after a warm-up."""

    def cost(work: Callable[[], object]) -> float:
        start = seconds()
        work()
        return seconds() - start

    measured(), baseline()
    return [cost(measured) / cost(baseline) for _ in range(ROUNDS)]


def parse_and_clean(pages: Sequence[bytes]) -> None:
    """Parse and clean as a worker does, but without the sandbox."""
    for page in pages:
        clean_record(ParsedRecord(raw=RECORD, parsed=parse_html(page), is_page=True))


def main() -> None:
    """Measure and print."""
    pages = pages_of(sys.argv[1] if len(sys.argv) > 1 else None, int(sys.argv[2]) if len(sys.argv) > 2 else MAX_PAGES)
    if not pages:
        raise SystemExit(f"{sys.argv[1]}: got no page, wanted a folder with *.html or *.html.gz in it")
    print(f"{len(pages)} pages, {sum(map(len, pages)) / 1e6:.1f} MB, {ROUNDS} rounds; median (minimum to maximum)")

    def stock() -> None:
        for page in pages:
            bare_extraction(page, with_metadata=True)

    def show(name: str, ratios: Sequence[float]) -> None:
        print(f"{name:<42} {statistics.median(ratios):6.3f}  ({min(ratios):.3f} to {max(ratios):.3f})", flush=True)

    show("parse and clean / bare_extraction", compare(lambda: parse_and_clean(pages), stock, time.process_time))
    with Sandbox() as sandbox:
        sandbox.parse(pages[0])
        processes = [psutil.Process(), *psutil.Process().children()]

        def seconds_of_all() -> float:
            return sum(sum(process.cpu_times()[:2]) for process in processes)

        show(
            "parse in the sandbox / parse",
            compare(lambda: [sandbox.parse(page) for page in pages], lambda: [*map(parse_html, pages)], seconds_of_all),
        )


if __name__ == "__main__":
    main()

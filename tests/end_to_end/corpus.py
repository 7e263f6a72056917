"""A generated corpus of mixed formats with valid and broken records; and tables in a form that can be compared."""

import gzip
import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

PLACES = ("Gao", "Basra", "Mosul", "Odesa", "Marseille", "Chicago", "Lagos", "Karachi", "Cali", "Manila")
PEOPLE = ("Amina Diallo", "Peter Novak", "Laura Chen", "Omar Haddad", "Maria Lopez", "John Okafor")
SENTENCES = (
    "Gunmen attacked a convoy near {place} on {day}, killing at least {n} soldiers.",
    '"We will not give in," said {person}, the mayor of {place}.',
    "Police in {place} arrested {n} people after protests over food prices turned violent.",
    "{person}, the interior minister, said the government would send more troops to {place}.",
    "A bus overturned outside {place} early on {day}, injuring {n} passengers.",
    "The two sides agreed to a ceasefire after talks in {place}, according to {person}.",
    "A court in {place} sentenced {person} to {n} years in prison for fraud.",
    "Heavy rains flooded parts of {place}, and {n} families were forced from their homes.",
    "Shares of the company rose {n} percent after it reported higher profits, {person} told investors.",
)
BOILERPLATE = "This newsroom is owned by nobody but those who read it, and every page of it stays free."
"""A paragraph of every third page, at changing positions."""

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass
class Story:
    """A generated article."""

    number: int
    title: str
    paragraphs: list[str]
    author: str
    published: date

    @property
    def url(self) -> str:
        return f"https://news.example.org/{self.published:%Y/%m/%d}/story-{self.number}"

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    def html(self) -> bytes:
        linked = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": self.title,
            "datePublished": f"{self.published}T08:30:00+00:00",
            "author": [{"@type": "Person", "name": self.author}],
        }
        body = "".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs)
        return (
            f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{self.title} | Example News</title>"
            f"<link rel='canonical' href='{self.url}'><script type='application/ld+json'>{json.dumps(linked)}</script>"
            "</head><body><nav><a href='/'>Home</a> <a href='/world'>World</a></nav>"
            f"<article><h1>{self.title}</h1>{body}</article><footer>Copyright Example News</footer></body></html>"
        ).encode()

    def fields(self) -> dict[str, Any]:
        return {
            "id": f"story-{self.number}",
            "url": self.url,
            "title": self.title,
            "text": self.text,
            "authors": [self.author],
            "published_at": f"{self.published}T08:30:00Z",
        }


def stories(chance: random.Random, count: int) -> Iterator[Story]:
    """Articles of two to six paragraphs."""
    for number in range(count):
        paragraphs = []
        for _ in range(chance.randint(2, 6)):
            sentences = [
                chance.choice(SENTENCES).format(
                    place=chance.choice(PLACES),
                    person=chance.choice(PEOPLE),
                    day=chance.choice(DAYS),
                    n=chance.randint(2, 60),
                )
                for _ in range(chance.randint(1, 3))
            ]
            paragraphs.append(" ".join(sentences))
        if number % 3 == 0:
            paragraphs.insert(number % (len(paragraphs) + 1), BOILERPLATE)
        place = chance.choice(PLACES)
        day = date(2024, 11, 1) + timedelta(days=chance.randint(0, 27))
        title = f"What happened in {place}, part {number}"
        yield Story(number, title, paragraphs, chance.choice(PEOPLE), day)


@dataclass
class Corpus:
    """The numbers of valid, repeated and broken records that were written."""

    folder: Path
    valid: int = 0
    repeats: int = 0
    broken: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def records(self) -> int:
        return self.valid + self.repeats + self.broken

    def add_broken(self, reason: str, times: int = 1) -> None:
        self.broken += times
        self.reasons[reason] = self.reasons.get(reason, 0) + times


def write_corpus(folder: Path, *, count: int, seed: int = 1, huge: bool = False) -> Corpus:
    """Write about `count` records of mixed formats, one in ten of them broken.

    Args:
        folder: The folder; created.
        count: Number of records.
        seed: Of the random choices.
        huge: Whether one of the broken records is a page of 60 MB.
    """
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(folder)
    broken = count // 10
    articles = list(stories(chance, count - broken))
    fifth = len(articles) // 5
    _write_pages(corpus, articles[:fifth])
    _write_warc(corpus, articles[fifth : 2 * fifth])
    _write_lines(corpus, articles[2 * fifth : 3 * fifth], broken // 2)
    _write_tables(corpus, articles[3 * fifth : 4 * fifth])
    _write_texts(corpus, articles[4 * fifth :])
    _write_broken(corpus, articles[0], broken - broken // 2, huge=huge)
    # Some records are repeated in another file: one row and one repeat each.
    (folder / "again.jsonl").write_text(
        "".join(json.dumps(story.fields()) + "\n" for story in articles[2 * fifth :][:5])
    )
    corpus.repeats += 5
    _write_copies(corpus, articles[2 * fifth :])
    return corpus


def _write_pages(corpus: Corpus, articles: list[Story]) -> None:
    for story in articles:
        name = corpus.folder / "pages" / f"{story.number % 10}" / f"story-{story.number}.html"
        name.parent.mkdir(parents=True, exist_ok=True)
        if story.number % 2:
            name.write_bytes(story.html())
        else:
            name.with_suffix(".html.gz").write_bytes(gzip.compress(story.html(), mtime=0))
        corpus.valid += 1


def _write_warc(corpus: Corpus, articles: list[Story]) -> None:
    out = io.BytesIO()
    for story in articles:
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + story.html()
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{story.number:012d}>\r\n"
            f"WARC-Date: {datetime(2024, 11, 29, 12):%Y-%m-%dT%H:%M:%SZ}\r\nWARC-Target-URI: {story.url}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        out.write(gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0))
        corpus.valid += 1
    (corpus.folder / "crawl.warc.gz").write_bytes(out.getvalue())


def _write_lines(corpus: Corpus, articles: list[Story], broken: int) -> None:
    bad: list[tuple[bytes, str]] = [
        (b'{"id": "x", "text": "never clo', "bad_json"),
        (b'{"id": "x", "text": "\xff\xfe\xfd of Gao."}', "invalid_utf8"),
        (b'{"id": "x", "title": "A title and no text"}', "no_content"),
        (b"[1, 2, 3]", "bad_json"),
    ]
    lines = []
    for place, story in enumerate(articles):
        fields = story.fields()
        if place % 3 == 1:  # as news-please dumps them
            fields = {
                "maintext": story.text,
                "title": story.title,
                "url": story.url,
                "date_publish": f"{story.published} 08:30:00",
                "authors": [story.author],
                "language": "en",
            }
        elif place % 3 == 2:
            fields = {"id": f"story-{story.number}", "url": story.url, "html": story.html().decode()}
        lines.append(json.dumps(fields).encode())
        corpus.valid += 1
    for i in range(broken):
        line, reason = bad[i % len(bad)]
        lines.insert(min(len(lines), 7 * i), line)
        corpus.add_broken(reason)
    (corpus.folder / "dump.jsonl").write_bytes(b"\n".join(lines) + b"\n")


def _write_tables(corpus: Corpus, articles: list[Story]) -> None:
    half = len(articles) // 2
    rows = [{**story.fields(), "authors": story.author} for story in articles[half:]]
    pq.write_table(pa.Table.from_pylist(rows), corpus.folder / "export.parquet")
    quoted = [
        '"' + value.replace('"', '""') + '"'
        for story in articles[:half]
        for value in (story.url, story.title, story.text)
    ]
    lines = [",".join(quoted[i : i + 3]) for i in range(0, len(quoted), 3)]
    (corpus.folder / "export.csv").write_text("\n".join(["url,title,text", *lines]) + "\n")
    corpus.valid += len(articles)


def _write_texts(corpus: Corpus, articles: list[Story]) -> None:
    folder = corpus.folder / "texts"
    folder.mkdir()
    for story in articles:
        (folder / f"story-{story.number}.txt").write_text(f"date {story.published}\n\n{story.text}\n")
        corpus.valid += 1


def _write_copies(corpus: Corpus, articles: list[Story]) -> None:
    """Write the longest of some articles again as other sites print them, each a day later: as it is, with a line more.

    They are without boilerplate, which is no boilerplate on another site.
    """
    original = max(
        (story for story in articles if BOILERPLATE not in story.paragraphs), key=lambda story: len(story.text)
    )
    added = {
        "exact": "",
        "near": "This report came by wire, and readers of this newspaper may write to its editors.\n\n",
    }
    for kind, line in added.items():
        fields = {
            **original.fields(),
            "id": f"{kind}-copy",
            "url": f"https://{kind}.example.net/1",
            "text": f"{line}{original.text}",
            "published_at": f"{original.published + timedelta(days=1)}T08:30:00Z",
        }
        (corpus.folder / f"{kind}-copy.jsonl").write_text(json.dumps(fields) + "\n")
        corpus.valid += 1


def _write_broken(corpus: Corpus, story: Story, count: int, *, huge: bool) -> None:
    folder = corpus.folder / "broken"
    folder.mkdir()
    packed = gzip.compress(story.html() * 20, mtime=0)
    kinds: list[tuple[str, bytes, str]] = [
        ("cut.html.gz", packed[: len(packed) // 2], "truncated_gzip"),
        ("empty.html", b"", "empty"),
        ("binary.html", bytes(random.Random(7).randbytes(4000)), "not_text"),
        ("blank.txt", b" \n\n \n", "empty"),
        ("only-markup.html", b"<html><head></head><body><div></div></body></html>", "no_article_text"),
    ]
    for i in range(count):
        name, content, reason = kinds[i % len(kinds)]
        (folder / f"{i:04d}-{name}").write_bytes(content)
        corpus.add_broken(reason)
    # Nested so deeply that parsers cannot reach its text; other pages are not affected.
    (folder / "deep.html").write_bytes(b"<html><body>" + b"<div>" * 100_000 + b"word " * 50 + b"</div>" * 100_000)
    corpus.add_broken("no_article_text")
    if huge:
        (folder / "huge.html").write_bytes(b"<html><body>" + b"<p>word word word word</p>" * 2_400_000)
        corpus.add_broken("too_large")


# --- comparing ------------------------------------------------------------------------------

COMPARED = ("articles", "entities", "quotes", "events", "incidents", "stories", "failures")
IGNORED = frozenset(
    {"run_id", "code_version", "revision", "error", "failed_at", "started_at", "finished_at", "committed_at"}
)


def tables(output: Path, *, root: Path | str) -> dict[str, list[str]]:
    """The visible rows of all tables but runs and inputs, as sorted lines that can be compared.

    Values that may differ between equal runs are left out: ids of runs and code, times of processing, messages, and
    the prefix of paths.
    """
    with duckdb.connect(str(output / "newsbeam.duckdb"), read_only=True) as database:
        database.execute("SET TimeZone = 'UTC'")
        return {
            name: sorted(json.dumps(comparable(row, str(root)), default=str, sort_keys=True) for row in rows)
            for name in COMPARED
            for rows in [database.table(name).to_arrow_table().to_pylist()]
        }


def comparable(value: Any, root: str) -> Any:
    """A value without the parts that may differ between equal runs."""
    if isinstance(value, dict):
        return {key: comparable(inner, root) for key, inner in value.items() if key not in IGNORED}
    if isinstance(value, list):
        return [comparable(inner, root) for inner in value]
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, bytes):
        return value.hex()
    return value.removeprefix(root) if isinstance(value, str) else value


def last_run(output: Path) -> dict[str, Any]:
    """The row of the latest run."""
    with duckdb.connect(str(output / "newsbeam.duckdb"), read_only=True) as database:
        return database.sql("FROM runs ORDER BY started_at DESC LIMIT 1").to_arrow_table().to_pylist()[0]

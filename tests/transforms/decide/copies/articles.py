"""Articles for tests of copies: staged ones, and an output that earlier runs wrote, both in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import apache_beam as beam

from pipeline.outputs.snapshot import copy_key as earlier_key
from schemas.flow.article_rows import ArticleRows
from schemas.flow.copies import CopyKey, CopyPair, Place, Resemblance
from schemas.flow.staging import EarlierRow, RecodedRow, RowCopy, StagedKey
from schemas.ids import content_hash, content_id
from schemas.rows.article import Article
from tests.pipeline.rows import REF
from transforms.blocks import NO_DATE
from transforms.decide.copies.candidates import LEADERS, LIMIT, candidates, keys_in_block, values_of, with_shared_bands
from transforms.decide.copies.compare import compare
from transforms.decide.copies.find import copy_key
from transforms.decide.copies.recode import recode
from transforms.decide.copies.resolve import decisions
from transforms.decide.copies.revisions import newest_revision, takes_part
from transforms.decide.counting_sketch import CountingSketch
from transforms.leaders import leader_rows, merge_leaders
from transforms.prepare.stage import as_copy, key_of, with_signature

START = datetime(2024, 3, 1, 12, tzinfo=UTC)

SUBJECTS = [
    "gunmen",
    "rebels",
    "soldiers",
    "miners",
    "pilots",
    "farmers",
    "judges",
    "nurses",
    "sailors",
    "teachers",
    "drivers",
    "students",
]
VERBS = [
    "attacked",
    "left",
    "crossed",
    "closed",
    "found",
    "rebuilt",
    "guarded",
    "painted",
    "counted",
    "searched",
    "praised",
    "visited",
]
PLACES = ["Cali", "Gao", "Basra", "Lagos", "Odesa", "Manila", "Lima", "Quito", "Accra", "Dakar", "Turin", "Leeds"]


def sentence(number: int) -> str:
    """One of 1,728 sentences, of fourteen words."""
    subject, verb, place = SUBJECTS[number % 12], VERBS[number // 12 % 12], PLACES[number // 144 % 12]
    return (
        f"{subject.title()} {verb} the {place} depot on Monday while {number} people from {place} {verb} the {subject}."
    )


def text_of(numbers: Iterable[int]) -> str:
    """A text of some sentences."""
    return " ".join(map(sentence, numbers))


def make(name: int, text: str, *, day: int | None = 0, revised: int | None = None, **columns: Any) -> Article:
    """An article.

    Args:
        name: Which article it is.
        text: Its text.
        day: Of publication, counted from `START`; None if it has no date.
        revised: Day of its revision.
        columns: Other columns.
    """
    published = None if day is None else START + timedelta(days=day, minutes=name)
    article = Article(
        article_id=content_hash("article", name),
        content_id=content_id(text),
        external_id=str(name),
        text=text,
        word_count=len(text.split()),
        published_at=published,
        published_date=published.date() if published else None,
        modified_at=None if revised is None else START + timedelta(days=revised),
        record=REF,
    )
    return with_signature(replace(article, **columns))


def staged_key(article: Article, row: int) -> StagedKey:
    """The key of an article that is staged in a row of one group."""
    return key_of(article, file="staged", group=0, row=row)


@dataclass
class MemoryArticles:
    """The articles of earlier runs in memory: `EarlierArticles`, and what readers see of them.

    Attributes:
        rows: In the order of their commits.
        same_runs: Ids of the runs that had this run's code and language model.
    """

    rows: list[Article] = field(default_factory=list)
    same_runs: frozenset[str] = frozenset()

    def all_keys(self) -> list[CopyKey]:
        """The keys of all rows."""
        columns = [{name: getattr(row, name) for name in row.__slots__} for row in self.rows]
        return [
            earlier_key(row, commit=int(row["run_id"]), has_same_code=row["run_id"] in self.same_runs, number=i)
            for i, row in enumerate(columns)
        ]

    def keys(self) -> beam.PTransform:
        return _GiveKeys(tuple(self.all_keys()))

    def texts(self, rows: Sequence[EarlierRow]) -> list[str]:
        return [self.rows[row.row].text for row in rows]

    def articles(self, rows: Sequence[EarlierRow]) -> list[Article]:
        return [self.rows[row.row] for row in rows]

    def extracted(self, rows: Sequence[EarlierRow]) -> list[ArticleRows]:
        return [ArticleRows(article=article) for article in self.articles(rows)]

    def seen(self) -> dict[str, Article]:
        """The newest revision of each article, by the article's number."""
        newest: dict[str, Article] = {}
        for row in sorted(self.rows, key=_revision):
            newest[row.external_id or ""] = row
        return newest

    def copies(self) -> dict[int, tuple[int, str, float]]:
        """The copies that readers see: the number of each, and that of the article that stands for it."""
        seen = self.seen()
        numbers = {row.article_id: int(name) for name, row in seen.items()}
        return {
            int(name): (numbers[row.duplicate_of], row.duplicate_kind or "", round(row.duplicate_similarity or 0, 4))
            for name, row in seen.items()
            if row.duplicate_of is not None
        }

    def run(self, articles: Sequence[Article]) -> "MemoryArticles":
        """The output after a run with some articles."""
        run_id = str(1 + max((int(row.run_id) for row in self.rows), default=0))
        copies, recoded = decide(articles, self)
        written = [as_copy(article, copies[row]) if row in copies else article for row, article in enumerate(articles)]
        earlier = self.articles([one.row for one in recoded])
        written += [recode(article, row) for article, row in zip(earlier, recoded, strict=True)]
        return MemoryArticles([*self.rows, *(replace(row, run_id=run_id) for row in written)])


def _revision(row: Article) -> tuple[datetime, int, str]:
    never = datetime(1, 1, 1, tzinfo=UTC)
    return row.modified_at or row.crawled_at or never, int(row.run_id), row.content_id


@dataclass
class _GiveKeys(beam.PTransform):
    found: tuple[CopyKey, ...]

    def expand(self, blocks: beam.PCollection[int]) -> beam.PCollection[CopyKey]:
        return blocks.pipeline | "Keys" >> beam.Create(list(self.found)).with_output_types(CopyKey)


@dataclass
class _MemoryTexts:
    """Stands in for `compare.Texts`."""

    staged: Sequence[Article]
    output: MemoryArticles

    def read(self, keys: Sequence[CopyKey]) -> list[str]:
        return [
            self.staged[key.row].text if key.earlier is None else self.output.rows[key.earlier.row].text for key in keys
        ]


def shared_keys(articles: Sequence[Article], output: MemoryArticles) -> dict[str, list[CopyKey]]:
    """The keys of all revisions of each article that may have copies or several revisions, with their bands."""
    known = [*(copy_key(staged_key(article, row)) for row, article in enumerate(articles)), *output.all_keys()]
    sketch = CountingSketch(LIMIT)
    for key in known:
        sketch.add(values_of(key))
    revisions: dict[str, list[CopyKey]] = {}
    for key in known:
        if (shared := with_shared_bands(key, sketch)) is not None:
            revisions.setdefault(key.article_id, []).append(shared)
    return revisions


def decide(articles: Sequence[Article], output: MemoryArticles) -> tuple[dict[int, RowCopy], list[RecodedRow]]:
    """What the transforms decide, by their pure functions: copies by row, and rows of the output to write anew."""
    newest = {name: newest_revision(keys) for name, keys in shared_keys(articles, output).items()}
    revised = {name: Place(key.file, key.group) for name, key in newest.items() if key.is_new and key.was_coded}
    keys = {
        name: key._replace(follows=revised.get(key.duplicate_of or "")) if key.duplicate_of else key
        for name, key in newest.items()
        if takes_part(key)
    }
    blocks: dict[int, list[Any]] = {}
    for key in keys.values():
        blocks.setdefault(NO_DATE if key.block is None else key.block, []).append(keys_in_block(key))
    tables = {block: merge_leaders([leader_rows(listed)], LEADERS) for block, listed in blocks.items()}
    pairs = [
        CopyPair(copy=key, original=keys[name])
        for key in keys.values()
        if key.is_open
        for name in candidates(key, tables, has_earlier=bool(output.rows))
        if keys[name].may_stand and keys[name].precedence < key.precedence
    ]
    found: list[Resemblance] = list(compare(pairs, _MemoryTexts(articles, output)))  # type: ignore[arg-type]
    decided = [one for _, one in decisions(found, [key for key in keys.values() if key.follows is not None])]
    copies = {one.row: one for one in decided if isinstance(one, RowCopy)}
    return copies, [one for one in decided if isinstance(one, RecodedRow)]

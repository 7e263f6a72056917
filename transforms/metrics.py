"""What a run counts: every counter and distribution, each declared once with its unit and meaning.

There are two kinds.

*Row counts* are deterministic: the same input gives the same counts on every engine. `count_rows.CountRows` emits them
as elements (`CounterValue`), which flow into the commit and become `runs.counters`: the launcher may be gone when the
run commits, and Beam's metrics count a bundle twice that is retried. It also increments Beam metrics of the same names,
which the engine's job page shows during the run. A row count is named `<what>` or, where it is counted by
columns, `<what>.<value>` with a value for each column: `records_read.warc`, `articles.coded`,
`failures.parse.html_timeout`, `events.ASSAULT`. Their namespace is `newsbeam`.

*Work metrics* describe how the steps ran (times, sizes, elements) and are Beam metrics only. Those of a step are named
`<step>.<what>`: `parse.milliseconds`. Their namespace is `newsbeam.work`.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas.rows.failure import Failure, Rejected
from schemas.rows.run import CounterValue

ROWS_NAMESPACE = "newsbeam"
WORK_NAMESPACE = "newsbeam.work"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCount:
    """A count of rows.

    Attributes:
        name: First part of the counters' names.
        unit: What is counted.
        description: What it means.
        columns: Attributes of a row whose values make the rest of the name.
        amount: Attribute that says how many units a row stands for; None where it is one.
        condition: Rows for which it is false are not counted.
    """

    name: str
    unit: str
    description: str
    columns: tuple[str, ...] = ()
    amount: str | None = None
    condition: Callable[[Any], bool] | None = None

    def counter_name(self, row: Any) -> str:
        """The counter that a row belongs to."""
        return ".".join((self.name, *(str(getattr(row, column)) for column in self.columns)))

    def add(self, row: Any, counts: Counter[str]) -> None:
        """Count a row."""
        if self.condition is None or self.condition(row):
            counts[self.counter_name(row)] += getattr(row, self.amount) if self.amount else 1


def _is_unresolved(row: Failure | Rejected) -> bool:
    return isinstance(row, Rejected) or row.resolved_by is None


RECORDS_READ = RowCount(
    name="records_read",
    unit="records",
    description="Input records by format of their file, valid or not.",
    columns=("format",),
    amount="records",
)
SKIPPED_RECORDS = RowCount(
    name="skipped_records",
    unit="records",
    description="Parts of inputs that are no records, by reason: requests in archives, feed items without text.",
    columns=("reason",),
    amount="records",
)
ARTICLES_OUTSIDE_PERIOD = RowCount(
    name="articles_outside_period",
    unit="articles",
    description="Articles skipped because they were not published in the requested period.",
)
REPEATED_RECORDS = RowCount(
    name="repeated_records",
    unit="records",
    description="Records with the same article and text as another record of the run.",
    amount="repeats",
)
ARTICLES = RowCount(name="articles", unit="rows", description="Rows of articles by outcome.", columns=("outcome",))
RECODED_COPIES = RowCount(
    name="recoded_copies",
    unit="rows",
    description="Copies of earlier runs written anew by outcome, because the article that stood for them was revised.",
    columns=("outcome",),
)
REUSED_ARTICLES = RowCount(
    name="reused_articles",
    unit="rows",
    description="Rows of articles that an earlier run had read: what it extracted was written again.",
)
ENTITIES = RowCount(name="entities", unit="rows", description="Rows of entities by type.", columns=("type",))
QUOTES = RowCount(name="quotes", unit="rows", description="Rows of quotes by kind.", columns=("kind",))
EVENTS = RowCount(name="events", unit="rows", description="Rows of events by type.", columns=("event_type",))
INCIDENTS = RowCount(
    name="incidents", unit="rows", description="Rows of incidents, new and revised, by type.", columns=("event_type",)
)
STORIES = RowCount(name="stories", unit="rows", description="Rows of stories, new and revised.")
FAILURES = RowCount(
    name="failures",
    unit="rows",
    description="Rows of failures by stage and reason, without earlier failures that were resolved.",
    columns=("stage", "reason"),
    condition=_is_unresolved,
)

ROW_COUNTS = (
    RECORDS_READ,
    SKIPPED_RECORDS,
    ARTICLES_OUTSIDE_PERIOD,
    REPEATED_RECORDS,
    ARTICLES,
    RECODED_COPIES,
    REUSED_ARTICLES,
    ENTITIES,
    QUOTES,
    EVENTS,
    INCIDENTS,
    STORIES,
    FAILURES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkMetric:
    """A Beam metric of how the work ran.

    Attributes:
        name: Its name; for metrics of a step, the part after the step's name.
        unit: What is counted.
        description: What it means.
        is_distribution: Whether minimum, maximum and mean are recorded, not only the sum.
    """

    name: str
    unit: str
    description: str
    is_distribution: bool = False

    def add(self, value: int, *, step: str | None = None) -> None:
        """Add a value, inside a DoFn. It takes some microseconds: call it once a bundle, not once an element.

        Args:
            value: In the metric's unit.
            step: For a metric of a step, one of `STEPS`.
        """
        name = f"{step}.{self.name}" if step else self.name
        metric = beam_metric(WORK_NAMESPACE, name, self.is_distribution)
        if self.is_distribution:
            metric.update(value)
        else:
            metric.inc(value)


@cache
def beam_metric(namespace: str, name: str, is_distribution: bool = False) -> Any:
    """Beam's metric of a name, inside a DoFn; what only reads the names need not wait for Beam."""
    from apache_beam.metrics import Metrics

    return Metrics.distribution(namespace, name) if is_distribution else Metrics.counter(namespace, name)


TOKENS = WorkMetric(name="tokens", unit="tokens", description="Tokens of the articles that were annotated.")
STAGED_BYTES = WorkMetric(
    name="staged_bytes",
    unit="bytes",
    description="Size of the Parquet files of staged articles, compressed.",
    is_distribution=True,
)
TEXTS_COMPARED = WorkMetric(
    name="texts_compared", unit="texts", description="Texts that were read to tell whether they are copies."
)
REPEATS_DROPPED = WorkMetric(
    name="repeats_dropped",
    unit="records",
    description="Records of a stream with the same article and text as one that came before.",
)
UNDECIDED_ARTICLES = WorkMetric(
    name="undecided_articles",
    unit="articles",
    description="Articles of a stream that stand because the answers did not come that tell if they are copies.",
)
PUBLICATION_LAG = WorkMetric(
    name="publication_lag",
    unit="seconds",
    description="From an article's publication to its arrival in a stream; 0 for dates in the future.",
    is_distribution=True,
)
LATE_ARTICLES = WorkMetric(
    name="late_articles",
    unit="articles",
    description="Articles of a stream that arrived later after their publication than the threshold.",
)
FUTURE_DATES = WorkMetric(
    name="future_dates", unit="articles", description="Articles of a stream that were published after their arrival."
)
APPENDED_ROWS = WorkMetric(
    name="appended_rows", unit="rows", description="Rows that a stream has appended to tables, in requests of many."
)
LINK_ARTICLES = WorkMetric(
    name="link_articles",
    unit="articles",
    description="Articles of a stream that were linked together in one round.",
    is_distribution=True,
)
LINK_MILLISECONDS = WorkMetric(
    name="link_milliseconds",
    unit="milliseconds",
    description="Wall-clock time of a round of linking the articles of a stream.",
    is_distribution=True,
)
LINK_DEFERRED = WorkMetric(
    name="link_deferred",
    unit="articles",
    description="Articles that a round left to the next one, because the output did not show them yet.",
)
LINK_GIVEN_UP = WorkMetric(
    name="link_given_up",
    unit="articles",
    description="Articles that were not linked, because the output did not show them in many rounds.",
)
WORK_METRICS = (
    TOKENS,
    STAGED_BYTES,
    TEXTS_COMPARED,
    REPEATS_DROPPED,
    UNDECIDED_ARTICLES,
    PUBLICATION_LAG,
    LATE_ARTICLES,
    FUTURE_DATES,
    APPENDED_ROWS,
    LINK_ARTICLES,
    LINK_MILLISECONDS,
    LINK_DEFERRED,
    LINK_GIVEN_UP,
)

INPUTS = WorkMetric(name="inputs", unit="elements", description="Elements that a step received.")
OUTPUTS = WorkMetric(name="outputs", unit="elements", description="Elements that a step emitted, on all its outputs.")
MILLISECONDS = WorkMetric(
    name="milliseconds", unit="milliseconds", description="Wall-clock time spent in a step, summed over all workers."
)
BUNDLE_SIZE = WorkMetric(
    name="bundle_size",
    unit="elements",
    description="Elements received by a step in one bundle.",
    is_distribution=True,
)
STEP_METRICS = (INPUTS, OUTPUTS, MILLISECONDS, BUNDLE_SIZE)

STEPS: dict[str, str] = {
    "read": "Ranges of inputs to records.",
    "parse": "Records to parsed records; pages in the sandbox.",
    "clean": "Parsed records to articles.",
    "filter_dates": "Articles to those published in the period.",
    "remove_boilerplate": "Articles of a stream to the same without what is known as boilerplate of their sites.",
    "stage": "Articles to staged Parquet files and keys.",
    "decide": "Keys and row groups of a small first run to row groups with the decisions, all in one step.",
    "mark_boilerplate": "Keys of articles to keys with their boilerplate.",
    "find_repeated_records": "Keys of one article and text to all but one of them.",
    "compare_copies": "Pairs of articles that may resemble each other to those that do.",
    "resolve_copies": "Articles that resemble each other to copies, and rows of earlier runs to write anew.",
    "attach_decisions": "Row groups and decisions on their rows to row groups with the decisions.",
    "read_staged": "Row groups of staged files to articles, those that earlier runs have read with their rows.",
    "recode_copies": "Row groups of staged files to rows of earlier runs that are written anew.",
    "annotate": "Articles to annotations by the language model.",
    "extract_entities": "Annotations to rows of entities.",
    "extract_quotes": "Annotations to rows of quotes.",
    "extract_events": "Annotations to rows of events.",
    "extract_together": "Annotations to articles with all their rows.",
    "link": "Articles of a small run to rows of incidents and stories, all in one step.",
    "profile_articles": "Articles to what LINK compares of them and makes rows from.",
    "find_candidates": "Profiles of articles to the articles to compare them with.",
    "compare_articles": "Pairs of articles to links between them and between their reports.",
    "make_incidents": "Reports and links to rows of incidents.",
    "make_stories": "Articles and links to rows of stories.",
    "write_articles": "Articles with all their rows to rows of the tables of a stream.",
    "write_records": "Rows of one table to that table of a stream.",
    "resolve_failures": "New and earlier failures of one record to rows of failures.",
}
"""Every step that reports the `STEP_METRICS`, and what it does."""


def sum_counters(values: Iterable[CounterValue]) -> tuple[CounterValue, ...]:
    """Counters with equal names added up, in order of their names."""
    sums: Counter[str] = Counter()
    for value in values:
        sums[value.name] += value.value
    return tuple(CounterValue(name=name, value=sums[name]) for name in sorted(sums))

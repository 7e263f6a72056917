"""What a measured command must have done, lest it is fast because it did less."""

from pathlib import Path, PurePosixPath

import duckdb
import pyarrow.parquet as pq

from tests.benchmarks.speed.made_pages import Pages

LEAST_TEXTS = 0.9
"""Share of the pages that a plain pipeline must find a text in."""

LONG_PARAGRAPH = 100
"""Characters from which on a paragraph is not to be in two made pages; shorter ones may be the same by chance."""

MOST_REPEATED = 0.001
"""Share of the long paragraphs of made pages that may be in two of them: those of the most common words alone."""

SHOWN_FAILURES = 5
"""Failures that are named if there are too many or too few rows."""

_ARTICLES = """
    SELECT record.uri, outcome, len(string_split(text, E'\\n\\n')) < len(paragraph_hashes) FROM articles
"""

_FAILURES = """
    SELECT concat_ws(' ', parse_filename(record.uri), stage, reason, error) FROM failures WHERE record.uri IS NOT NULL
    ORDER BY ALL
"""

_REPEATED = f"""
    SELECT count(*), count(*) FILTER (number > 1) FROM (
        SELECT paragraph, count(*) AS number
        FROM (SELECT unnest(string_split(text, E'\\n\\n')) AS paragraph FROM articles)
        WHERE length(paragraph) >= {LONG_PARAGRAPH} GROUP BY paragraph
    )
"""
_ROWS = ("events", "entities")


class NotDoneError(RuntimeError):
    """A measured command did not do what it was measured for."""


def check_newsbeam(output: Path, pages: Pages) -> str:
    """Check the tables of a run over pages.

    Every page must have become one article or one failure. One that is coded by itself must be coded. A real page may
    also be a copy of another, and its paragraphs may be boilerplate of their site; those of made ones are no
    boilerplate, and are in one page only.

    Args:
        output: The run's output folder.
        pages: What was read.

    Returns:
        What the run made of the pages, in words.

    Raises:
        NotDoneError: It did not code them.
    """
    with duckdb.connect(str(output / "newsbeam.duckdb"), read_only=True) as database:
        articles = database.sql(_ARTICLES).fetchall()
        failed = database.sql(_FAILURES).fetchall()
        paragraphs, repeated = database.sql(_REPEATED).fetchall()[0]
        events, entities = (database.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in _ROWS)
    outcomes = {PurePosixPath(uri).name: outcome for uri, outcome, _ in articles}
    cut = sum(is_cut for *_, is_cut in articles)
    if len(outcomes) != len(articles) or len(articles) + len(failed) != pages.count:
        raise NotDoneError(
            f"{output}: got {len(articles)} articles of {len(outcomes)} pages and {len(failed)} failures, "
            f"wanted one of either for each of {pages.count} pages"
            + "".join(f"\n{failure}" for (failure,) in failed[:SHOWN_FAILURES])
        )
    allowed = {"coded"} if pages.are_made else {"coded", "duplicate"}
    if wrong := [name for name in pages.coded if outcomes.get(name) not in allowed]:
        raise NotDoneError(
            f"{output}: {len(wrong)} pages are not coded, such as {min(wrong)}: {outcomes.get(min(wrong))}"
        )
    if cut and pages.are_made:
        raise NotDoneError(
            f"{output}: paragraphs of {cut} made pages were cut as boilerplate of their site; wanted none"
        )
    if pages.are_made and repeated > MOST_REPEATED * paragraphs:
        raise NotDoneError(f"{output}: {repeated} of {paragraphs} long paragraphs of made pages are in several of them")
    coded = sum(outcome == "coded" for outcome in outcomes.values())
    return f"{coded:,} of {pages.count:,} coded, {events:,} events, {entities:,} entities"


def check_afternoon(output: Path, pages: Pages) -> str:
    """Check what the yardstick wrote.

    Returns:
        What it made of the pages, in words.

    Raises:
        NotDoneError: It wrote fewer texts than there are pages to read, a few apart.
    """
    texts, names = (
        sum(pq.ParquetFile(path).metadata.num_rows for path in output.glob(f"{table}-*"))
        for table in ("articles", "entities")
    )
    if texts < LEAST_TEXTS * pages.count or not names:
        raise NotDoneError(f"{output}: got {texts} texts and {names} names, wanted {pages.count} texts and their names")
    return f"{texts:,} texts, {names:,} names"

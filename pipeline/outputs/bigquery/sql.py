"""The SQL of a BigQuery output: the views, the status of a run, and the transaction that commits it.

Values are put into it as text: names of newsbeam's tables, names of datasets that were checked, hexadecimal ids.
"""

from collections.abc import Mapping

from pipeline.outputs.bigquery.errors import OVERTAKEN
from pipeline.outputs.questions.questions import Question
from schemas.tables import TABLES, Table, columns

ARTICLE_TABLES = ("entities", "quotes", "events")
"""Tables whose rows belong to an article."""

LINKED_TABLES = ("incidents", "stories")
"""Tables whose rows are over many articles; a row's earlier revisions stay."""

WRITTEN_BY_RUNS = ("articles", *ARTICLE_TABLES, *LINKED_TABLES, "failures", "inputs")
"""Tables to which a run adds rows, besides its own in `runs`."""

NEWEST_ARTICLE = """
SELECT found.* FROM {articles} AS found LEFT JOIN {runs} AS done ON done.run_id = found.run_id
WHERE {condition}
QUALIFY ROW_NUMBER() OVER (
  PARTITION BY found.article_id
  ORDER BY COALESCE(found.modified_at, found.crawled_at) DESC, done.run_id IS NULL,
    COALESCE(done.finished_at, TIMESTAMP '9999-12-31') DESC, found.content_id DESC, found.run_id DESC, found.outcome
) = 1"""
"""The newest revision of each article among those for which a condition on `found` holds, once.

A run that is committed but not finished is a stream. What it writes is the latest, now and once it is finished.
"""

ONCE = "QUALIFY ROW_NUMBER() OVER (PARTITION BY {key}) = 1"
"""Keeps one row of each key: a stream may have written it twice."""

_OF_NEWEST_ARTICLE = """
SELECT found.* FROM {rows} AS found
JOIN (SELECT newest.article_id, newest.content_id, newest.run_id FROM ({newest}) AS newest) AS article
  ON article.article_id = found.article_id AND article.content_id = found.content_id
    AND article.run_id = found.run_id
WHERE TRUE {once}"""

_NEWEST = """
SELECT found.* FROM {rows} AS found WHERE {condition}
QUALIFY ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY {order}) = 1"""

_HAS_CONTENT = " AND (article_count > 0 OR replaced_by IS NOT NULL)"
"""Whether an incident or story is seen: not when its articles no longer tell of it, unless another took its place."""

_STREAMED_MINUTES = 60
"""For how long a failure that a stream wrote is not resolved; BigQuery says thirty minutes."""

_ORDER = {
    "incidents": "revision DESC, article_count DESC",
    "stories": "revision DESC, article_count DESC",
    "failures": "failed_at DESC, run_id",
    "runs": "started_at DESC",
    "inputs": "committed_at DESC",
}


def view_name(table: str) -> str:
    """The name of the view of a table."""
    return f"current_{table}"


def view(table: Table, dataset: str) -> str:
    """The query of a table's view: the newest revision of every article and its rows.

    Args:
        table: The table.
        dataset: `PROJECT.DATASET`.
    """
    rows = _quoted(dataset, table.name)
    newest = {"articles": _quoted(dataset, "articles"), "runs": _quoted(dataset, "runs"), "condition": "TRUE"}
    if table.name == "articles":
        return NEWEST_ARTICLE.format(**newest).strip()
    if table.name in ARTICLE_TABLES:
        once = ONCE.format(key=", ".join(f"found.{column}" for column in table.key))
        return _OF_NEWEST_ARTICLE.format(rows=rows, newest=NEWEST_ARTICLE.format(**newest), once=once).strip()
    key = {"failures": "failure_id", "incidents": "incident_id", "stories": "story_id"}.get(table.name)
    condition = "resolved_by IS NULL" if table.name == "failures" else "TRUE"
    newest_rows = _NEWEST.format(
        rows=rows, condition=condition, key=key or ", ".join(table.key), order=_ORDER[table.name]
    ).strip()
    return newest_rows + _HAS_CONTENT if table.name in LINKED_TABLES else newest_rows


RUN_COLUMNS = ("run_id", "status", "runner", "code_version", "model", "options")
"""Columns of the runs table that are known when a run begins, and parameters of `begin_run`."""

RUN_STATUS = "SELECT status FROM runs WHERE run_id = @run_id"

FAIL_RUN = (
    "UPDATE runs SET status = 'failed', finished_at = CURRENT_TIMESTAMP() WHERE run_id = @run_id AND status = 'running'"
)


def begin_run(max_days: int) -> str:
    """The script that records a run as running, and runs that began more than `max_days` ago as failed."""
    counts = ("records_read", "articles", "repeats", "failures", "events")
    return (
        "UPDATE runs SET status = 'failed', finished_at = CURRENT_TIMESTAMP() WHERE status = 'running' "
        f"AND started_at < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL {max_days} DAY);\n"
        "UPDATE runs SET status = 'running', started_at = CURRENT_TIMESTAMP(), "
        "finished_at = CAST(NULL AS TIMESTAMP) WHERE run_id = @run_id AND status <> 'committed';\n"
        f"MERGE runs USING (SELECT {', '.join(f'@{name} AS {name}' for name in RUN_COLUMNS)}) AS new "
        "ON runs.run_id = new.run_id "
        f"WHEN NOT MATCHED THEN INSERT ({', '.join((*RUN_COLUMNS, 'started_at', *counts))}) "
        f"VALUES ({', '.join(f'new.{name}' for name in RUN_COLUMNS)}, CURRENT_TIMESTAMP(){', 0' * len(counts)})"
    )


def transaction(
    dataset: str, run_id: str, staged: Mapping[str, str], rows: Mapping[str, int], known_runs: int | None
) -> str:
    """The script that makes a run's staged rows visible, all at once; sending it again has no effect.

    It fails if a staging table does not hold the rows that were written. Rows that the run committed before, if its
    row in `runs` was deleted since, are replaced. So are revisions of incidents and stories that are there already:
    they do not say which run wrote them. No transaction of BigQuery may delete or update rows that were streamed in the
    last 30 minutes: what a stream wrote is left alone while it goes on, and the views hide what is superseded.

    Args:
        dataset: `PROJECT.DATASET`.
        run_id: The run.
        staged: Names of the staging tables by table; a table without one has no rows.
        rows: Rows that were written, by table.
        known_runs: Number of committed runs that its incidents and stories take in. If there are more, it fails: of an
            incident that both runs tell of, what the other one says would be lost.
    """
    tables = {name: _quoted(dataset, name) for name in TABLES}
    new = {name: _quoted(dataset, table) for name, table in staged.items()}
    differing = " OR ".join(f"(SELECT COUNT(*) FROM {new[name]}) <> {rows[name]}" for name in sorted(new))
    steps = [] if known_runs is None else [_fail_if_overtaken(tables["runs"], known_runs)]
    steps += [
        f"IF {differing} THEN RAISE USING MESSAGE = 'staging tables do not hold the rows that were written'; END IF",
        *_delete(run_id, tables, "runs"),
        _insert("runs", tables, new, finished_at="CURRENT_TIMESTAMP()"),
    ]
    if "inputs" in new:
        steps += _delete(run_id, tables, "inputs")
        steps.append(_insert("inputs", tables, new, committed_at="CURRENT_TIMESTAMP()"))
    if "articles" in new:
        steps += _delete(run_id, tables, "articles", *ARTICLE_TABLES)
        steps += [_insert("articles", tables, new), *_article_rows(tables, new)]
    for name in LINKED_TABLES:
        if name in new:
            steps += [_delete_same(name, tables, new), _insert(name, tables, new)]
    steps += [*_delete(run_id, tables, "failures"), *_failures(run_id, tables, new)]
    body = ";\n\n".join(steps)
    return (
        "BEGIN TRANSACTION;\n\n"
        f"IF NOT EXISTS (SELECT 1 FROM {tables['runs']} WHERE run_id = '{run_id}' AND status = 'committed') THEN\n\n"
        f"{body};\n\nEND IF;\n\nCOMMIT TRANSACTION;\n"
    )


def _fail_if_overtaken(runs: str, known: int) -> str:
    committed = f"SELECT COUNT(DISTINCT run_id) FROM {runs} WHERE status = 'committed'"
    return f"IF ({committed}) > {known} THEN RAISE USING MESSAGE = '{OVERTAKEN}'; END IF"


def _article_rows(tables: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Delete the older rows of the articles concerned, and insert those of new revisions that are now the newest."""
    condition = f"found.article_id IN (SELECT article_id FROM {new['articles']})"
    newest = NEWEST_ARTICLE.format(articles=tables["articles"], runs=tables["runs"], condition=condition)
    steps = [f"CREATE TEMP TABLE newest_articles AS SELECT article_id, content_id, run_id FROM ({newest}) AS newest"]
    is_newest = (
        "EXISTS (SELECT 1 FROM newest_articles WHERE newest_articles.article_id = found.article_id "
        "AND newest_articles.content_id = found.content_id AND newest_articles.run_id = found.run_id)"
    )
    for name in ARTICLE_TABLES:
        steps.append(
            f"DELETE FROM {tables[name]} AS found "
            f"WHERE found.article_id IN (SELECT article_id FROM newest_articles) AND NOT {is_newest} "
            f"AND found.run_id NOT IN ({_streams(tables)})"
        )
        if name in new:
            steps.append(f"{_insert(name, tables, new)} AS found WHERE {is_newest}")
    return steps


def _failures(run_id: str, tables: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Insert the failures, and resolve earlier ones in the ranges read now that did not fail again."""
    steps: list[str] = []
    if "inputs" in new:
        ranges = (
            "SELECT uri, range_start, "
            "IF(COUNT(*) OVER (PARTITION BY uri) = 1, 9223372036854775807, GREATEST(range_end, 1)) AS range_end "
            f"FROM {new['inputs']}"
        )
        resolved = (
            f"SELECT failed.failure_id FROM {tables['failures']} AS failed JOIN ({ranges}) AS read_range "
            "ON read_range.uri = failed.record.uri AND COALESCE(failed.record.offset, 0) >= read_range.range_start "
            "AND COALESCE(failed.record.offset, 0) < read_range.range_end"
        )
        again = f" AND failure_id NOT IN (SELECT failure_id FROM {new['failures']})" if "failures" in new else ""
        steps.append(
            f"UPDATE {tables['failures']} SET resolved_by = '{run_id}' "
            f"WHERE resolved_by IS NULL AND failure_id IN ({resolved}){again} AND NOT (run_id IN ({_streams(tables)}) "
            f"AND failed_at > TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL {_STREAMED_MINUTES} MINUTE))"
        )
    if "failures" in new:
        steps.append(_insert("failures", tables, new))
    return steps


def _delete(run_id: str, tables: Mapping[str, str], *names: str) -> list[str]:
    return [f"DELETE FROM {tables[name]} WHERE run_id = '{run_id}'" for name in names]


def _delete_same(name: str, tables: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Delete the rows that have the key of a new one, unless a stream may have written them just now."""
    same = " AND ".join(f"new_row.{column} = found.{column}" for column in TABLES[name].key)
    return (
        f"DELETE FROM {tables[name]} AS found WHERE EXISTS (SELECT 1 FROM {new[name]} AS new_row WHERE {same}) "
        f"AND NOT EXISTS ({_streams(tables)})"
    )


def _streams(tables: Mapping[str, str]) -> str:
    """The ids of runs that are committed but not finished."""
    return f"SELECT run_id FROM {tables['runs']} WHERE status = 'committed' AND finished_at IS NULL"


def _insert(name: str, tables: Mapping[str, str], new: Mapping[str, str], **replacements: str) -> str:
    names = [column.name for column in columns(TABLES[name].record)]
    listed = ", ".join(f"`{column}`" for column in names)
    selected = ", ".join(replacements.get(column, f"`{column}`") for column in names)
    return f"INSERT INTO {tables[name]} ({listed}) SELECT {selected} FROM {new[name]}"


def _quoted(dataset: str, table: str) -> str:
    return f"`{dataset}.{table}`"


_ARTICLE_REVISIONS = """(
    SELECT found.*, COALESCE(done.finished_at, TIMESTAMP '9999-12-31') AS seen
    FROM {articles} AS found LEFT JOIN {runs} AS done ON done.run_id = found.run_id
  )"""


def question_view(question: Question, dataset: str) -> str:
    """The query of a question's view.

    Args:
        question: One of `questions()`.
        dataset: `PROJECT.DATASET`.
    """
    tables = {name: _quoted(dataset, view_name(name)) for name in TABLES}
    revisions = _ARTICLE_REVISIONS.format(articles=_quoted(dataset, "articles"), runs=_quoted(dataset, "runs"))
    return question.bigquery_query(tables | {"article_revisions": revisions})

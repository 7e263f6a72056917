"""The SQL of a BigQuery output: what readers see, and the transaction that a commit is.

All names in it are of tables of ours and of datasets whose names were checked; all values are hexadecimal ids.
"""

from collections.abc import Mapping

from schemas.tables import TABLES, Table, columns

CHILDREN = ("entities", "quotes", "events")
"""Tables whose rows belong to an article."""

_NEWEST_ARTICLE = """
SELECT found.{what} FROM {articles} AS found LEFT JOIN {runs} AS done ON done.run_id = found.run_id
WHERE {which}
QUALIFY ROW_NUMBER() OVER (
  PARTITION BY found.article_id
  ORDER BY COALESCE(found.modified_at, found.crawled_at) DESC, done.finished_at DESC, found.content_id DESC,
    found.run_id DESC
) = 1"""

_OF_THAT_ARTICLE = """
SELECT found.* FROM {rows} AS found
JOIN (SELECT newest.article_id, newest.content_id, newest.run_id FROM ({newest}) AS newest) AS own
  ON own.article_id = found.article_id AND own.content_id = found.content_id AND own.run_id = found.run_id"""

_NEWEST = """
SELECT found.* FROM {rows} AS found WHERE {which}
QUALIFY ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY {order}) = 1"""

_ORDER = {
    "incidents": "revision DESC",
    "stories": "revision DESC",
    "failures": "failed_at DESC, run_id",
    "runs": "started_at DESC",
    "inputs": "committed_at DESC",
}


def view_name(table: str) -> str:
    """The view through which readers look at a table."""
    return f"current_{table}"


def view(table: Table, dataset: str) -> str:
    """The query of a table's view: of every article its newest revision, and nothing stale.

    Args:
        table: The table.
        dataset: `PROJECT.DATASET`.
    """
    rows = _quoted(dataset, table.name)
    newest = {"articles": _quoted(dataset, "articles"), "runs": _quoted(dataset, "runs"), "which": "TRUE"}
    if table.name == "articles":
        return _NEWEST_ARTICLE.format(what="*", **newest).strip()
    if table.name in CHILDREN:
        return _OF_THAT_ARTICLE.format(rows=rows, newest=_NEWEST_ARTICLE.format(what="*", **newest)).strip()
    key = {"failures": "failure_id", "incidents": "incident_id", "stories": "story_id"}.get(table.name)
    which = "resolved_by IS NULL" if table.name == "failures" else "TRUE"
    return _NEWEST.format(rows=rows, which=which, key=key or ", ".join(table.key), order=_ORDER[table.name]).strip()


def transaction(dataset: str, run_id: str, staged: Mapping[str, str]) -> str:
    """The script by which a run's staged rows appear, all at once, and once however often it is sent.

    Args:
        dataset: `PROJECT.DATASET`.
        run_id: The run.
        staged: Names of the staging tables by table; those that are missing have no rows.
    """
    own = {name: _quoted(dataset, name) for name in TABLES}
    new = {name: _quoted(dataset, table) for name, table in staged.items()}
    steps = [
        f"DELETE FROM {own['runs']} WHERE run_id = '{run_id}'",
        _insert("runs", own, new, finished_at="CURRENT_TIMESTAMP()"),
    ]
    if "inputs" in new:
        steps.append(_insert("inputs", own, new, committed_at="CURRENT_TIMESTAMP()"))
    if "articles" in new:
        steps += [_insert("articles", own, new), *_children(own, new)]
    steps += _failures(run_id, own, new)
    body = ";\n\n".join(steps)
    return (
        "BEGIN TRANSACTION;\n\n"
        f"IF NOT EXISTS (SELECT 1 FROM {own['runs']} WHERE run_id = '{run_id}' AND status = 'committed') THEN\n\n"
        f"{body};\n\nEND IF;\n\nCOMMIT TRANSACTION;\n"
    )


def _children(own: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Away with the older rows of the articles concerned, in with the new ones of those whose new revision stands."""
    which = f"found.article_id IN (SELECT article_id FROM {new['articles']})"
    newest = _NEWEST_ARTICLE.format(what="*", articles=own["articles"], runs=own["runs"], which=which)
    steps = [f"CREATE TEMP TABLE standing AS SELECT article_id, content_id, run_id FROM ({newest}) AS newest"]
    stands = (
        "EXISTS (SELECT 1 FROM standing WHERE standing.article_id = found.article_id "
        "AND standing.content_id = found.content_id AND standing.run_id = found.run_id)"
    )
    for child in CHILDREN:
        steps.append(
            f"DELETE FROM {own[child]} AS found "
            f"WHERE found.article_id IN (SELECT article_id FROM standing) AND NOT {stands}"
        )
        if child in new:
            steps.append(f"{_insert(child, own, new)} AS found WHERE {stands}")
    return steps


def _failures(run_id: str, own: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """In with what failed; what failed earlier in the ranges read now, and did not fail again, is resolved."""
    steps = [f"DELETE FROM {own['failures']} WHERE run_id = '{run_id}'"]
    if "inputs" in new:
        ranges = (
            "SELECT uri, range_start, "
            "IF(COUNT(*) OVER (PARTITION BY uri) = 1, 9223372036854775807, GREATEST(range_end, 1)) AS range_end "
            f"FROM {new['inputs']}"
        )
        resolved = (
            f"SELECT failed.failure_id FROM {own['failures']} AS failed JOIN ({ranges}) AS own_range "
            "ON own_range.uri = failed.record.uri AND COALESCE(failed.record.offset, 0) >= own_range.range_start "
            "AND COALESCE(failed.record.offset, 0) < own_range.range_end"
        )
        again = f" AND failure_id NOT IN (SELECT failure_id FROM {new['failures']})" if "failures" in new else ""
        steps.append(
            f"UPDATE {own['failures']} SET resolved_by = '{run_id}' "
            f"WHERE resolved_by IS NULL AND failure_id IN ({resolved}){again}"
        )
    if "failures" in new:
        steps.append(_insert("failures", own, new))
    return steps


def _insert(name: str, own: Mapping[str, str], new: Mapping[str, str], **instead: str) -> str:
    names = [column.name for column in columns(TABLES[name].record)]
    listed = ", ".join(f"`{column}`" for column in names)
    taken = ", ".join(instead.get(column, f"`{column}`") for column in names)
    return f"INSERT INTO {own[name]} ({listed}) SELECT {taken} FROM {new[name]}"


def _quoted(dataset: str, table: str) -> str:
    return f"`{dataset}.{table}`"

"""What a verification says of what it has found."""

from dataclasses import replace

from pipeline.evidence.summary import Summary
from pipeline.evidence.verify import CheckedArticle, CheckedRow, Standing
from schemas.rows.columns import RecordRef


def checked(uri: str, source: Standing, *standings: Standing) -> CheckedArticle:
    rows = [
        CheckedRow(
            table="events", row_id=f"e{number}", standing=one, spans=2, lost=one is not Standing.FOUND, faults=("f",)
        )
        for number, one in enumerate(standings)
    ]
    ref = RecordRef(uri=uri, offset=7, media_type="text/html")
    return CheckedArticle(article_id="a", record=ref, code_version="1+x", input=source, rows=tuple(rows))


def said_of(*articles: CheckedArticle) -> tuple[Summary, list[str]]:
    summary = Summary()
    lines = [line for article in articles for line in summary.add(article)]
    return summary, [*lines, *summary.lines("tables")]


def test_summary_of_rows_that_are_found_is_one_line() -> None:
    summary, lines = said_of(checked("u", Standing.FOUND, Standing.FOUND, Standing.FOUND))
    assert lines == ["2 rows with 4 spans of 1 articles checked: 2 rows and 4 spans found, 0 rows failed"]
    assert summary.is_found
    assert not summary.has_failed


def test_summary_names_rows_that_fail_and_inputs_that_are_not_as_they_were_read() -> None:
    found, failed, gone, changed, other = (
        Standing.FOUND,
        Standing.FAILED,
        Standing.GONE,
        Standing.CHANGED,
        Standing.OTHER_VERSION,
    )
    summary, lines = said_of(
        checked("u1", found, found, failed),
        checked("u2", gone, gone, gone),
        checked("u3", changed, found, changed),
        checked("u4", found, other),
        checked("u5", changed, found),
    )
    assert lines == [
        "failed: events e1: f (article a, u1 at 7)",
        "changed: events e1: f (article a, u3 at 7)",
        "other version: events e0: f (article a, u4 at 7)",
        "gone: u2: 2 rows are from it; restore it to verify them",
        "changed: u3: 1 of the 2 rows from it are not found in it any more",
        "changed: u5: the 1 rows from it are still in it",
        "other version: 1 rows of newsbeam 1+x do not say what this version reads; "
        "to write them anew: newsbeam run ... --output tables --reprocess",
        "8 rows with 16 spans of 5 articles checked: 3 rows and 11 spans found, 1 rows failed, "
        "2 of inputs that are gone, 1 not in inputs that have changed, 1 of another version",
    ]
    assert summary.has_failed
    assert not summary.is_found


def test_summary_of_pages_over_the_limits_names_articles_and_what_allows_more() -> None:
    over = checked("u", Standing.FOUND, *[Standing.OVER_LIMIT] * 3)
    article = replace(over.rows[0], table="articles", row_id="a")
    summary, lines = said_of(replace(over, rows=(article, *over.rows[1:])))
    assert lines == [
        "over limit: articles a: f (article a, u at 7)",
        "over limit: 3 rows are of pages that take more to parse than is allowed; "
        "to verify them: newsbeam verify tables --seconds 120 --memory-mb 4096",
        "3 rows with 6 spans of 1 articles checked: 0 rows and 3 spans found, 0 rows failed, "
        "3 of pages over the limits of the parser",
    ]
    assert not summary.is_found
    assert not summary.has_failed


def test_summary_counts_clusters_and_names_those_that_fail() -> None:
    summary = Summary()
    rows = [CheckedRow(table="incidents", row_id=str(one), standing=one, faults=("f", "g")) for one in Standing][:2]
    assert [line for row in rows for line in summary.add_cluster(row)] == ["failed: incidents failed: f; g"]
    assert summary.rows.total() == 2
    assert summary.has_failed


def test_summary_names_the_folder_as_a_shell_takes_it() -> None:
    summary = Summary()
    assert list(summary.add(checked("u", Standing.FOUND, Standing.OTHER_VERSION, Standing.OVER_LIMIT)))
    lines = list(summary.lines("my tables"))
    assert any("--output 'my tables' --reprocess" in line for line in lines)
    assert any("newsbeam verify 'my tables' --seconds" in line for line in lines)


def test_summary_of_an_input_that_has_changed_names_few_rows() -> None:
    _, lines = said_of(checked("u", Standing.CHANGED, *[Standing.CHANGED] * 50))
    assert len(lines) == 22

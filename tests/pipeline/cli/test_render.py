"""Output of commands."""

import pytest
from rich.console import Console

from pipeline.accounting import RunCounts
from pipeline.cli.render import show_summary
from pipeline.run.run import Summary
from tests.pipeline.rows import make_run

COUNTS = RunCounts(
    counters={
        "records_read.html": 3,
        "records_read.warc": 2,
        "articles.coded": 3,
        "articles_outside_period": 1,
        "entities.GPE": 7,
        "events.ASSAULT": 1200,
        "failures.read.empty": 1,
    }
)


def shown(summary: Summary) -> list[str]:
    console = Console(width=100)
    with console.capture() as capture:
        show_summary(summary, console)
    return [" ".join(line.split()) for line in capture.get().splitlines()]


@pytest.mark.parametrize("output", ["tables", "bq://project.news"])
def test_show_summary_finished_run_prints_its_counts(output: str) -> None:
    run = make_run(**COUNTS.columns())
    work = {"annotate.milliseconds": 5_400, "clean.milliseconds": 900, "tokens": 9}
    lines = shown(Summary(output=output, run=run, skipped=4, seconds=7.2, work=work))
    assert lines[:10] == [
        output,
        "records read 4 html 3, warc 2",
        "articles 3 coded 3",
        "entities 7 GPE 7",
        "quotes 0",
        "events 1,200 ASSAULT 1,200",
        "incidents 0",
        "stories 0",
        "outside --since/--until 1",
        "inputs done already 4",
    ]
    assert lines[10:13] == ["failures 1", "empty 1", "seconds 7 annotate 5"]
    assert any("newsbeam query" in line for line in lines) == (output == "tables")


def test_show_summary_ends_with_commands_that_can_be_pasted() -> None:
    output = "it's [bold] $HOME\x1b[2J"
    *_, said, query, report = shown(Summary(output=output, run=make_run(), skipped=0, seconds=1.0))
    assert said == "look at it:"
    named = r"$'it\'s [bold] $HOME\u001b[2J'"
    assert query == f"newsbeam query {named} 'SELECT event_type, sentence FROM events LIMIT 5'"
    assert report == f"newsbeam report {named} -o report.html"


@pytest.mark.parametrize(("skipped", "expected"), [(2, "all 2 inputs are done already"), (0, "there is no input")])
def test_show_summary_without_a_run_says_why(skipped: int, expected: str) -> None:
    assert f"nothing to do: {expected}" in " ".join(shown(Summary(output="tables", run=None, skipped=skipped)))

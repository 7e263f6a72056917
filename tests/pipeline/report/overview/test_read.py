"""What a page tells is counted as the tables have it."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.report.overview.grains import Grain
from pipeline.report.overview.overview import Bin, FailureCount, Period, Ranked
from pipeline.report.overview.read import read_overview
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.report.overview.folder import DAYS, HOSTILE, make_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> OutputFolder:
    return make_folder(tmp_path_factory.mktemp("overview") / "tables")


def test_read_overview_counts_all(folder: OutputFolder) -> None:
    overview = read_overview(folder.ledger, Period(), most_incidents=10)
    totals = overview.totals
    assert (totals.articles, totals.undated, totals.events, totals.incidents) == (4, 1, 4, 2)
    assert (totals.located, totals.failures, totals.first, totals.last) == (2, 3, DAYS[0], DAYS[2])
    assert overview.activity.grain is Grain.DAY
    assert [one for one in overview.activity.counts if one.kind == "incidents"] == [
        Bin(start=DAYS[0], kind="incidents", count=1),
        Bin(start=DAYS[2], kind="incidents", count=1),
    ]
    assert overview.types.grain is Grain.WEEK
    assert overview.types.counts[0] == Bin(start=date(2024, 5, 6), kind="ASSAULT", count=1)
    assert overview.failures == (
        FailureCount(stage="read", reason="bad_json", count=2),
        FailureCount(stage="parse", reason="html_timeout", count=1),
    )


def test_read_overview_ranks_names_without_pronouns(folder: OutputFolder) -> None:
    overview = read_overview(folder.ledger, Period(), most_incidents=0)
    assert overview.actors == (Ranked(name="Gunmen", count=1),)
    assert {one.name for one in overview.recipients} == {"farmers", HOSTILE}
    assert overview.places[1] == Ranked(name="Tena, Napo, EC", count=1)
    assert overview.sources[0] == Ranked(name="Ana Ruiz", count=2)
    assert Ranked(name="The Example", count=1) in overview.publishers
    assert overview.points[0].place == "Tena, Napo, EC"
    assert (overview.points[0].killed, overview.points[0].injured) == (1, 7)


def test_read_overview_gives_the_most_salient_incidents_with_reports(folder: OutputFolder) -> None:
    (found,) = read_overview(folder.ledger, Period(), most_incidents=1).incidents
    assert found.incident.incident_id == "i1"
    assert found.salience == 1.0
    assert found.day == DAYS[0]
    assert {name: one.title for name, one in found.articles.items()} == {"a1": "Six shot", "a2": "Seven shot"}
    assert {name: event.trigger.text for name, event in found.events.items()} == {"a1": "shot", "a2": "shot"}


@pytest.mark.parametrize(
    ("since", "until", "articles", "incidents"),
    [
        (DAYS[1], None, 2, 2),
        (DAYS[1], DAYS[1], 1, 1),
        (None, DAYS[0], 1, 1),
        (DAYS[2], None, 1, 1),
        (date(2030, 1, 1), None, 0, 0),
    ],
)
def test_read_overview_of_a_period_has_what_its_articles_report(
    folder: OutputFolder, since: date | None, until: date | None, articles: int, incidents: int
) -> None:
    overview = read_overview(folder.ledger, Period(since=since, until=until), most_incidents=10)
    assert (overview.totals.articles, overview.totals.undated) == (articles, 0)
    assert overview.totals.incidents == len(overview.incidents) == incidents
    assert overview.totals.failures == 3


def test_read_overview_without_commits_is_empty(tmp_path: Path) -> None:
    overview = read_overview(OutputFolder(tmp_path / "new").ledger, Period(), most_incidents=10)
    assert (overview.totals.articles, overview.totals.first, overview.incidents) == (0, None, ())


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(), "all articles"),
        (Period(since=DAYS[0]), "published since 2024-05-06"),
        (Period(until=DAYS[0]), "published until 2024-05-06"),
        (Period(since=DAYS[0], until=DAYS[1]), "published 2024-05-06 to 2024-05-20"),
    ],
)
def test_period_is_told_in_words(period: Period, text: str) -> None:
    assert str(period) == text

"""One source has one name, in whatever words it is named."""

import pytest

from schemas.flow.linking import LinkAttribution
from tests.transforms.link.incidents.reports import event, report
from transforms.link.incidents.sources import named_source, own_source, source_key, source_of


def key(text: str, name: str | None = None) -> str:
    return source_key(named_source(LinkAttribution(text=text, name=name)), "a")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("police", "Police"),
        ("police", "Kirkuk police officials"),
        ("police", "a police spokeswoman"),
        ("police", "the city's police department"),
        ("police", "Police Chief Ann Lee"),
        ("Reuters", "the Reuters agency"),
        ("Reuters", "the Reuters news agency"),
        ("AP", "The Associated Press"),
        ("the Health Ministry", "the ministry of health"),
        ("the Health Ministry", "a health ministry spokesman"),
        ("the authorities", "local authorities"),
        ("officials", "local officials"),
    ],
)
def test_source_key_of_one_source_is_one(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("officials", "the ministry"),
        ("officials", "police"),
        ("police", "police and hospital officials"),
        ("the Health Ministry", "the Interior Ministry"),
        ("Reuters", "AFP"),
        ("Ann Lee", "Bo Lee"),
    ],
)
def test_source_key_of_different_sources_differs(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_named_source_is_the_resolved_name() -> None:
    assert named_source(LinkAttribution(text="he", name="Ann Lee")) == "Ann Lee"
    assert named_source(LinkAttribution(text="the spa")) == "spa"


@pytest.mark.parametrize("text", ["he", "sources", "a man", "The report", "some"])
def test_named_source_nobody_in_particular_is_none(text: str) -> None:
    assert named_source(LinkAttribution(text=text)) is None


def test_source_of_unattributed_event_is_the_agency_else_the_site() -> None:
    told = report("a.com", event("e"))
    assert source_of(told.events[0], told) == own_source(told) == "a.com"
    credited = report("a.com", event("e"), credits=("Reuters", "Associated Press"))
    assert source_of(credited.events[0], credited) == "Reuters"
    assert own_source(report("reuters.com", event("e"))) == "Reuters"
    assert own_source(report("spa.com", event("e"))) == "spa.com"  # not the Saudi Press Agency


def test_source_key_unknown_source_is_another_for_each_article() -> None:
    assert source_key(None, "a") != source_key(None, "b")

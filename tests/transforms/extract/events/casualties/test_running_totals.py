"""Running totals, and which earlier counts of the article they replace."""

import pytest

from tests.documents import make_document
from transforms.extract.events.casualties.casualties import casualty_records
from transforms.extract.events.extract import extract_events

BOMB = "A bomb killed four people in Leeds on Friday. "


def counted(document) -> list[tuple[str, int, str]]:
    return [(one.casualties.kind, one.casualties.low, one.casualties.text) for one in casualty_records(document)]


def central(document) -> set[tuple[str, int]]:
    return {(one.casualties.kind, one.casualties.low) for one in casualty_records(document) if one.central}


def total(*behind: tuple[str, str, str, str, str, int]):
    """'The toll' and the words after it."""
    return make_document(
        [("The", "the", "DET", "DT", "det", 1), ("toll", "toll", "NOUN", "NN", "nsubj", 2), *behind],
    )


def test_running_totals_rose_to_number_is_update() -> None:
    document = total(
        ("rose", "rise", "VERB", "VBD", "ROOT", 2),
        ("to", "to", "ADP", "IN", "prep", 2),
        ("six", "six", "NUM", "CD", "pobj", 3),
        (".", ".", "PUNCT", ".", "punct", 2),
    )
    (record,) = casualty_records(document)
    assert (record.casualties.kind, record.casualties.low, record.casualties.high, record.is_update) == (
        "killed",
        6,
        6,
        True,
    )
    assert document.text[record.casualties.start : record.casualties.end] == "six"


def test_running_totals_rose_from_number_gives_later_number() -> None:
    document = total(
        ("rose", "rise", "VERB", "VBD", "ROOT", 2),
        ("from", "from", "ADP", "IN", "prep", 2),
        ("four", "four", "NUM", "CD", "quantmod", 6),
        ("to", "to", "PART", "TO", "quantmod", 6),
        ("six", "six", "NUM", "CD", "pobj", 3),
        (".", ".", "PUNCT", ".", "punct", 2),
    )
    assert counted(document) == [("killed", 6, "four to six")]


def test_running_totals_could_rise_gives_nothing() -> None:
    document = total(
        ("could", "could", "AUX", "MD", "aux", 3),
        ("rise", "rise", "VERB", "VB", "ROOT", 3),
        ("to", "to", "ADP", "IN", "prep", 3),
        ("six", "six", "NUM", "CD", "pobj", 4),
        (".", ".", "PUNCT", ".", "punct", 3),
    )
    assert counted(document) == []


def test_running_totals_number_of_object_gives_nothing() -> None:
    document = total(
        ("worried", "worry", "VERB", "VBD", "ROOT", 2),
        ("six", "six", "NUM", "CD", "nummod", 4),
        ("people", "people", "NOUN", "NNS", "dobj", 2),
        (".", ".", "PUNCT", ".", "punct", 2),
    )
    assert counted(document) == []


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "The death toll later rose from four to six, officials said.",
        "The toll climbed to six on Saturday.",
        "The number of people killed in the blast has risen from four to six.",
        "Two more victims died in hospital, bringing the death toll to six.",
        "Two more died overnight, bringing to six the number of people killed.",
        "The death toll stands at six, the ministry said.",
    ],
)
def test_running_totals_later_total_replaces_earlier_count(parse, text) -> None:
    document = parse(BOMB + text)
    assert central(document) == {("killed", 6)}
    (killing,) = [row for row in extract_events(document) if row.trigger.text == "killed" and row.sentence_start == 0]
    assert [one.low for one in killing.casualties] == [4, 6]
    assert killing.killed_low == 6


@pytest.mark.model
def test_running_totals_number_of_injured_replaces_earlier_count(parse) -> None:
    document = parse("A blast in Leeds injured ten people on Friday. The number of injured later rose to 15.")
    assert central(document) == {("injured", 15)}


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "Officials fear the death toll could rise to 20.",
        "The death toll is expected to rise to 20.",
        "The death toll from an earthquake in Peru rose to 40, officials there said.",
        "The attack brought the death toll in the war to more than 12,000.",
        "Peru's death toll rose to 90.",
        "In 2016, a blast at the same market left a death toll of 30.",
        "The death toll of the blast in 2016 rose to 30.",
    ],
)
def test_running_totals_expected_or_of_other_events_replaces_nothing(parse, text) -> None:
    document = parse(BOMB + text)
    assert central(document) == {("killed", 4)}
    (killing,) = [row for row in extract_events(document) if row.trigger.text == "killed"]
    assert [one.low for one in killing.casualties] == [4]


@pytest.mark.model
def test_running_totals_total_of_earlier_year_is_background(parse) -> None:
    document = parse(BOMB + "The death toll of the blast in 2016 rose to 30.")
    assert [(one.casualties.low, one.background) for one in casualty_records(document)] == [(4, False), (30, True)]


@pytest.mark.model
def test_running_totals_first_count_reported_later_does_not_replace(parse) -> None:
    document = parse(
        "The death toll from a bombing in Leeds rose to nine on Saturday. Officials had first said that five people "
        "were killed."
    )
    assert central(document) == {("killed", 9)}


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("The agency put the dead at 13.", "killed", 13),
        ("The agency put the death toll at 13.", "killed", 13),
    ],
)
def test_running_totals_put_at_a_number_is_update(parse, text: str, kind: str, number: int) -> None:
    assert (kind, number, str(number)) in counted(parse(BOMB + text))


@pytest.mark.model
def test_running_totals_put_the_dead_elsewhere_counts_nobody(parse) -> None:
    assert central(parse(BOMB + "Workers put the dead into 13 bags.")) == {("killed", 4)}

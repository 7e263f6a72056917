import pytest

from transforms.prepare.clean.title_byline_bio import (
    drop_biographies,
    drop_labels,
    drop_repeated_paragraphs,
    drop_repeated_title,
    first_line_names,
    is_byline,
    is_date,
)


def test_is_byline() -> None:
    assert is_byline("By Ann Example")
    assert is_byline("Ann Example - November 29, 2024")
    assert not is_byline("By noon the river had risen by two metres.")
    assert not is_byline("SAMPLETON, Spain 1996-08-31")


@pytest.mark.parametrize(
    "title", ["Heavy rain floods old Sampleton | The Courier", "The Courier – Heavy rain floods old Sampleton"]
)
def test_drop_repeated_title_that_has_the_sites_name(title: str) -> None:
    paragraphs = ["Heavy rain floods old Sampleton", "The Courier", "It rained."]
    assert drop_repeated_title(paragraphs, title) == paragraphs[1:]


def test_drop_repeated_title_with_labels_before() -> None:
    paragraphs = ["News", "World", "Flood hits Sampleton!", "It rained."]
    assert drop_repeated_title(paragraphs, "Flood hits Sampleton") == ["It rained."]
    assert drop_repeated_title(paragraphs, "Other title") == paragraphs
    assert drop_repeated_title(paragraphs, None) == paragraphs


def test_drop_repeated_title_after_prose_keeps_prose() -> None:
    prose = "word " * 20
    assert drop_repeated_title([prose, "Flood hits Sampleton", "x"], "Flood hits Sampleton") == [
        prose,
        "x",
    ]
    assert drop_repeated_title([prose, "Flood"], None) == [prose, "Flood"]


def test_drop_repeated_title_drops_every_repetition() -> None:
    title = "Flood hits Sampleton"
    assert drop_repeated_title(["World", title, title, "It rained."], title) == ["It rained."]


def test_is_date() -> None:
    assert is_date("Friday, November 29, 2024 09:30 PM EST")
    assert not is_date("November 29")
    assert not is_date("On November 29, 2024 it rained in Sampleton.")


ONE = "The river rose by two metres on Friday and flooded the whole of the old town of Sampleton."
TWO = "The mayor said that nobody had been hurt, but that three bridges were closed until Monday."


def test_drop_repeated_paragraphs_keeps_first_in_order() -> None:
    assert drop_repeated_paragraphs([ONE, "Again.", TWO, "Again.", ONE, TWO]) == [ONE, "Again.", TWO, "Again."]


def test_drop_repeated_paragraphs_drops_print_version() -> None:
    assert drop_repeated_paragraphs([ONE, "So it is.", TWO, ONE, "So it is.", TWO]) == [ONE, "So it is.", TWO]
    assert drop_repeated_paragraphs([ONE, "So it is.", TWO, f"{ONE} So it is. {TWO}"]) == [
        ONE,
        "So it is.",
        TWO,
    ]
    more = f"{ONE} Then the wind rose, trees fell on two houses, and the power failed in all of the valley."
    assert drop_repeated_paragraphs([ONE, TWO, more])[-1] == more


def test_drop_repeated_paragraphs_drops_leading_summary() -> None:
    assert drop_repeated_paragraphs([f"{ONE} {TWO}", f"SAMPLETON: {ONE}", TWO]) == [f"SAMPLETON: {ONE}", TWO]
    assert drop_repeated_paragraphs(["x" * 90, ONE]) == ["x" * 90, ONE]


def test_drop_labels_short_first_paragraphs() -> None:
    assert drop_labels(["CELEBS", "It rained."], []) == ["It rained."]
    assert drop_labels(["It rained.", "The end"], []) == ["It rained.", "The end"]
    assert drop_labels(["By Ann Example", "It rained."], []) == ["By Ann Example", "It rained."]
    assert drop_labels(["CELEBS"], []) == ["CELEBS"]


def test_drop_labels_at_start_only() -> None:
    assert drop_labels(["POLITICS", "It rained.", "Politics"], ["Politics"]) == [
        "It rained.",
        "Politics",
    ]
    assert drop_labels([], ["Politics"]) == []


def test_drop_biographies_near_ends_only() -> None:
    body = ["It rained."] * 20
    life = "Ann Example is a reporter who covers floods."
    assert drop_biographies([life, *body, life], ["Ann Example"]) == body
    middle = [*body[:10], life, *body[10:]]
    assert drop_biographies(middle, ["Ann Example"]) == middle
    assert drop_biographies([life], []) == [life]


PROSE = "The river rose by two metres on Friday and flooded the old town, where key points of the dam had failed."


@pytest.mark.parametrize(
    "line",
    ["Ann Example", "ANN EXAMPLE", "Ann Example and Bob Sample", "Lars van der Muster", "Ann Example, Bob Sample"],
)
def test_first_line_names_of_a_name_alone(line: str) -> None:
    assert first_line_names([line, PROSE], title="Flood hits the town") == line
    assert first_line_names(["Flood hits the town", line, PROSE], title="Flood hits the town") == line


@pytest.mark.parametrize(
    "line",
    [
        "Key Points",
        "Middle East",
        "New Sampleton",
        "Ann Example is a writer",
        "Ann Example.",
        "Dam Failed",
        "World News",
    ],
)
def test_first_line_names_of_a_label_is_none(line: str) -> None:
    assert first_line_names([line, PROSE], title="Flood hits the town") is None


def test_first_line_names_of_somebody_reported_on_is_none() -> None:
    assert first_line_names(["Ann Example", f"{PROSE} Example said so."], title="Flood hits the town") is None
    assert first_line_names(["Ann Example", PROSE], title="Mayor Example resigns") is None
    assert first_line_names(["Ann Example", PROSE], title="Flood", labels=("Ann Example",)) is None
    assert first_line_names([PROSE, "Ann Example"], title="Flood hits the town") is None

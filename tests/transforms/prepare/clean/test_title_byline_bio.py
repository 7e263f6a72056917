from transforms.prepare.clean.title_byline_bio import (
    drop_biographies,
    drop_labels,
    drop_repeated_paragraphs,
    drop_repeated_title,
    is_byline,
    is_date,
)


def test_bylines() -> None:
    assert is_byline("By Ann Example")
    assert is_byline("Ann Example - November 29, 2024")
    assert not is_byline("By noon the river had risen by two metres.")
    assert not is_byline("SAMPLETON, Spain 1996-08-31")


def test_the_title_and_the_labels_before_it_go() -> None:
    paragraphs = ["News", "World", "Flood hits Sampleton!", "It rained."]
    assert drop_repeated_title(paragraphs, "Flood hits Sampleton") == ["It rained."]
    assert drop_repeated_title(paragraphs, "Other title") == paragraphs
    assert drop_repeated_title(paragraphs, None) == paragraphs


def test_of_a_title_behind_prose_the_prose_stays() -> None:
    prose = "word " * 20
    assert drop_repeated_title([prose, "Flood hits Sampleton", "x"], "Flood hits Sampleton") == [
        prose,
        "x",
    ]
    assert drop_repeated_title([prose, "Flood"], None) == [prose, "Flood"]


def test_a_title_that_stands_twice_goes_twice() -> None:
    title = "Flood hits Sampleton"
    assert drop_repeated_title(["World", title, title, "It rained."], title) == ["It rained."]


def test_days_alone() -> None:
    assert is_date("Friday, November 29, 2024 09:30 PM EST")
    assert not is_date("November 29")
    assert not is_date("On November 29, 2024 it rained in Sampleton.")


ONE = "The river rose by two metres on Friday and flooded the whole of the old town of Sampleton."
TWO = "The mayor said that nobody had been hurt, but that three bridges were closed until Monday."


def test_a_long_paragraph_stands_once_and_the_order_stays() -> None:
    assert drop_repeated_paragraphs([ONE, "Again.", TWO, "Again.", ONE, TWO]) == [ONE, "Again.", TWO, "Again."]


def test_a_version_to_be_printed_stands_once() -> None:
    assert drop_repeated_paragraphs([ONE, "So it is.", TWO, ONE, "So it is.", TWO]) == [ONE, "So it is.", TWO]
    assert drop_repeated_paragraphs([ONE, "So it is.", TWO, f"{ONE} So it is. {TWO}"]) == [
        ONE,
        "So it is.",
        TWO,
    ]
    more = f"{ONE} Then the wind rose, trees fell on two houses, and the power failed in all of the valley."
    assert drop_repeated_paragraphs([ONE, TWO, more])[-1] == more


def test_a_summary_before_the_text_goes() -> None:
    assert drop_repeated_paragraphs([f"{ONE} {TWO}", f"SAMPLETON: {ONE}", TWO]) == [f"SAMPLETON: {ONE}", TWO]
    assert drop_repeated_paragraphs(["x" * 90, ONE]) == ["x" * 90, ONE]


def test_a_few_words_before_the_text_are_a_label() -> None:
    assert drop_labels(["CELEBS", "It rained."], []) == ["It rained."]
    assert drop_labels(["It rained.", "The end"], []) == ["It rained.", "The end"]
    assert drop_labels(["By Ann Example", "It rained."], []) == ["By Ann Example", "It rained."]
    assert drop_labels(["CELEBS"], []) == ["CELEBS"]


def test_labels_go_from_the_start_only() -> None:
    assert drop_labels(["POLITICS", "It rained.", "Politics"], ["Politics"]) == [
        "It rained.",
        "Politics",
    ]
    assert drop_labels([], ["Politics"]) == []


def test_biographies_go_from_the_ends_only() -> None:
    body = ["It rained."] * 20
    life = "Ann Example is a reporter who covers floods."
    assert drop_biographies([life, *body, life], ["Ann Example"]) == body
    middle = [*body[:10], life, *body[10:]]
    assert drop_biographies(middle, ["Ann Example"]) == middle
    assert drop_biographies([life], []) == [life]

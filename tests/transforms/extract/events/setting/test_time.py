"""When: the clause's own, the sentence's, the article's, else the day of publication."""

from datetime import date

import pytest

from tests.documents import trigger
from transforms.extract.events.setting.time import time_of

pytestmark = pytest.mark.model


def test_a_weekday_is_read_from_publication(parse) -> None:
    document = parse("Warplanes bombed the port on Thursday.")
    when = time_of(document, trigger(document, "bombed"))
    assert (when.date_start, when.date_end) == (date(2024, 11, 28), date(2024, 11, 28))
    assert (when.precision, when.basis) == ("day", "relative")
    assert when.date_text is not None
    assert document.text[when.date_text.start : when.date_text.end] == when.date_text.text


def test_a_written_date_is_explicit(parse) -> None:
    document = parse("The bridge was bombed on 3 March 2022.")
    when = time_of(document, trigger(document, "bombed"))
    assert (when.date_start, when.basis) == (date(2022, 3, 3), "explicit")


def test_the_day_of_saying_is_not_the_events(parse) -> None:
    document = parse("Rebels shelled the town, a spokesman said on Tuesday.")
    when = time_of(document, trigger(document, "shelled"))
    assert (when.date_start, when.date_text, when.basis) == (date(2024, 11, 29), None, "publication")


def test_without_any_date_there_is_none(parse) -> None:
    document = parse("Rebels shelled the town.", published_date=None)
    when = time_of(document, trigger(document, "shelled"))
    assert (when.date_start, when.date_end, when.basis) == (None, None, None)


def test_the_articles_happening_is_dated_where_it_says(parse) -> None:
    document = parse("Two people were killed in a shooting in Leeds. It happened at about 9 p.m. on Wednesday.")
    when = time_of(document, trigger(document, "killed"))
    assert (when.date_start, when.basis) == (date(2024, 11, 27), "relative")


def test_the_day_of_the_charge_is_not_that_of_the_killing(parse) -> None:
    document = parse("A man was charged Thursday with killing two people. The shooting happened on Monday.")
    assert time_of(document, trigger(document, "killing")).date_start == date(2024, 11, 25)


def test_a_date_in_the_name_of_something_else_is_not_the_events(parse) -> None:
    document = parse("Voters elected an assembly to change the 1999 constitution.")
    assert time_of(document, trigger(document, "elected")).basis == "publication"
    document = parse("Two men were killed in a Thursday attack.")
    assert time_of(document, trigger(document, "killed")).date_start == date(2024, 11, 28)


def test_the_date_of_a_relative_clause_is_not_the_main_clauses(parse) -> None:
    document = parse("The governor, who came to power in 2019, has refused to resign.")
    assert time_of(document, trigger(document, "refused")).basis == "publication"
    assert time_of(document, trigger(document, "came")).date_start == date(2019, 1, 1)


def test_the_lead_is_dated_by_the_article(parse) -> None:
    document = parse("The two leaders met in Oslo.\n\nThey shook hands on Thursday.")
    when = time_of(document, trigger(document, "met"))
    assert (when.date_start, when.basis) == (date(2024, 11, 28), "relative")
    assert when.date_text is not None
    assert when.date_text.text == "Thursday"


def test_an_hour_belongs_to_the_day_of_the_happening(parse) -> None:
    document = parse("A bomb exploded in Leeds on Thursday.\n\nThe attack killed two at 6 a.m., officials said.")
    when = time_of(document, trigger(document, "killed"))
    assert when.date_start == date(2024, 11, 28)
    assert when.date_text is not None
    assert when.date_text.text == "6 a.m."


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("The bank raised rates by a point, its largest increase since 2008.", 2024),
        ("It is the first time that rebels have raised the flag since 2006.", 2024),
        ("The bank has raised rates twice since 2008.", 2008),
        ("It is the worst storm since 2008, when waves raised the pier.", 2008),
    ],
)
def test_a_date_behind_since_is_that_of_the_last_such_thing(parse, text: str, year: int) -> None:
    start = time_of(document := parse(text), trigger(document, "raised")).date_start
    assert start is not None
    assert start.year == year


def test_a_clause_with_when_has_the_time_of_the_main_clause(parse) -> None:
    document = parse("In 2019 two men died when a boat sank. Police said on Friday that the boat sank at dusk.")
    when = time_of(document, trigger(document, "sank"))
    assert (when.date_start, when.precision) == (date(2019, 1, 1), "year")


def test_a_day_right_before_the_event_dates_it(parse) -> None:
    document = parse("A suspect in Sunday's shooting turned himself in on Thursday night.")
    assert time_of(document, trigger(document, "shooting")).date_start == date(2024, 11, 24)


def test_harm_without_a_day_is_dated_as_the_article_dates_its_happening(parse) -> None:
    document = parse("Two men were killed on Monday. Witnesses told of the violence.")
    assert time_of(document, trigger(document, "violence"), violent=True).date_start == date(2024, 11, 25)


def test_a_block_of_houses_is_no_year(parse) -> None:
    document = parse("Shots were fired in the 1700 block of Elm Street.")
    assert time_of(document, trigger(document, "fired")).basis == "publication"


def test_the_day_on_which_the_toll_rose_is_not_that_of_the_attack(parse) -> None:
    text = "The death toll from the market bombing rose to nine on Friday. The bombing late on Wednesday shook Lyon."
    document = parse(text)
    when = time_of(document, trigger(document, "bombing"))
    assert when.date_start == date(2024, 11, 27)


def test_a_part_of_a_day_gives_way_to_the_words_that_name_the_day(parse) -> None:
    text = "Four people died when a ferry capsized in the morning. The ferry capsized on Tuesday off Split."
    document = parse(text)
    when = time_of(document, trigger(document, "capsized"))
    assert when.date_start == date(2024, 11, 26)
    assert when.date_text is not None
    assert when.date_text.text == "Tuesday"


def test_the_lead_is_dated_by_another_event_of_its_type(parse) -> None:
    text = (
        "The president praised her talks with the king. Ms Bo, who won office on Tuesday, spoke to the press. "
        "The talks were held in Oslo on Wednesday."
    )
    document = parse(text)
    assert time_of(document, trigger(document, "talks")).date_start == date(2024, 11, 27)


def test_what_an_attack_answers_was_before(parse) -> None:
    document = parse("The raid was revenge. It was a raid in reprisal for air strikes last month in Kismayo.")
    raid = [token for token in document.tokens if token.lower == "raid"][1:]
    assert time_of(document, raid).basis == "publication"

"""The time of an event: of its clause, its sentence or the main event, else the day of publication."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.documents import trigger
from transforms.extract.document import Document
from transforms.extract.events.setting.time import event_time

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


def test_event_time_weekday_is_relative_to_publication(parse: Parse) -> None:
    document = parse("Warplanes bombed the port on Thursday.")
    time = event_time(document, trigger(document, "bombed"))
    assert (time.date_start, time.date_end) == (date(2024, 11, 28), date(2024, 11, 28))
    assert (time.precision, time.basis) == ("day", "relative")
    assert time.date_text is not None
    assert document.text[time.date_text.start : time.date_text.end] == time.date_text.text


def test_event_time_written_date_is_explicit(parse: Parse) -> None:
    document = parse("The bridge was bombed on 3 March 2022.")
    time = event_time(document, trigger(document, "bombed"))
    assert (time.date_start, time.basis) == (date(2022, 3, 3), "explicit")


def test_event_time_day_of_statement_is_ignored(parse: Parse) -> None:
    document = parse("Rebels shelled the town, a spokesman said on Tuesday.")
    time = event_time(document, trigger(document, "shelled"))
    assert (time.date_start, time.date_text, time.basis) == (date(2024, 11, 29), None, "publication")


def test_event_time_no_date_and_no_publication_yields_none(parse: Parse) -> None:
    document = parse("Rebels shelled the town.", published_date=None)
    time = event_time(document, trigger(document, "shelled"))
    assert (time.date_start, time.date_end, time.basis) == (None, None, None)


def test_event_time_main_event_takes_date_from_other_sentence(parse: Parse) -> None:
    document = parse("Two people were killed in a shooting in Leeds. It happened at about 9 p.m. on Wednesday.")
    time = event_time(document, trigger(document, "killed"))
    assert (time.date_start, time.basis) == (date(2024, 11, 27), "relative")


def test_event_time_day_of_charge_is_ignored(parse: Parse) -> None:
    document = parse("A man was charged Thursday with killing two people. The shooting happened on Monday.")
    assert event_time(document, trigger(document, "killing")).date_start == date(2024, 11, 25)


def test_event_time_date_in_name_is_ignored(parse: Parse) -> None:
    document = parse("Voters elected an assembly to change the 1999 constitution.")
    assert event_time(document, trigger(document, "elected")).basis == "publication"
    document = parse("Two men were killed in a Thursday attack.")
    assert event_time(document, trigger(document, "killed")).date_start == date(2024, 11, 28)


def test_event_time_date_of_relative_clause_is_ignored(parse: Parse) -> None:
    document = parse("The governor, who came to power in 2019, has refused to resign.")
    assert event_time(document, trigger(document, "refused")).basis == "publication"
    assert event_time(document, trigger(document, "came")).date_start == date(2019, 1, 1)


def test_event_time_lead_takes_date_from_article(parse: Parse) -> None:
    document = parse("The two leaders met in Oslo.\n\nThey shook hands on Thursday.")
    time = event_time(document, trigger(document, "met"))
    assert (time.date_start, time.basis) == (date(2024, 11, 28), "relative")
    assert time.date_text is not None
    assert time.date_text.text == "Thursday"


def test_event_time_hour_is_of_main_event_day(parse: Parse) -> None:
    document = parse("A bomb exploded in Leeds on Thursday.\n\nThe attack killed two at 6 a.m., officials said.")
    time = event_time(document, trigger(document, "killed"))
    assert time.date_start == date(2024, 11, 28)
    assert time.date_text is not None
    assert time.date_text.text == "6 a.m."


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("The bank raised rates by a point, its largest increase since 2008.", 2024),
        ("It is the first time that rebels have raised the flag since 2006.", 2024),
        ("The bank has raised rates twice since 2008.", 2008),
        ("It is the worst storm since 2008, when waves raised the pier.", 2008),
    ],
)
def test_event_time_since_in_comparison_is_ignored(parse: Parse, text: str, year: int) -> None:
    start = event_time(document := parse(text), trigger(document, "raised")).date_start
    assert start is not None
    assert start.year == year


def test_event_time_when_clause_takes_date_of_main_clause(parse: Parse) -> None:
    document = parse("In 2019 two men died when a boat sank. Police said on Friday that the boat sank at dusk.")
    time = event_time(document, trigger(document, "sank"))
    assert (time.date_start, time.precision) == (date(2019, 1, 1), "year")


def test_event_time_possessive_day_before_noun_dates_it(parse: Parse) -> None:
    document = parse("A suspect in Sunday's shooting turned himself in on Thursday night.")
    assert event_time(document, trigger(document, "shooting")).date_start == date(2024, 11, 24)


def test_event_time_violent_event_takes_main_event_date(parse: Parse) -> None:
    document = parse("Two men were killed on Monday. Witnesses told of the violence.")
    assert event_time(document, trigger(document, "violence"), is_violent=True).date_start == date(2024, 11, 25)


def test_event_time_block_number_is_no_year(parse: Parse) -> None:
    document = parse("Shots were fired in the 1700 block of Elm Street.")
    assert event_time(document, trigger(document, "fired")).basis == "publication"


def test_event_time_day_of_rising_toll_is_ignored(parse: Parse) -> None:
    text = "The death toll from the market bombing rose to nine on Friday. The bombing late on Wednesday shook Lyon."
    document = parse(text)
    time = event_time(document, trigger(document, "bombing"))
    assert time.date_start == date(2024, 11, 27)


def test_event_time_vague_time_of_day_yields_to_named_day(parse: Parse) -> None:
    text = "Four people died when a ferry capsized in the morning. The ferry capsized on Tuesday off Split."
    document = parse(text)
    time = event_time(document, trigger(document, "capsized"), is_violent=True)
    assert time.date_start == date(2024, 11, 26)
    assert time.date_text is not None
    assert time.date_text.text == "Tuesday"


def test_event_time_lead_takes_date_of_same_type_event(parse: Parse) -> None:
    text = (
        "The president praised her talks with the king. Ms Bo, who won office on Tuesday, spoke to the press. "
        "The talks were held in Oslo on Wednesday."
    )
    document = parse(text)
    assert event_time(document, trigger(document, "talks")).date_start == date(2024, 11, 27)


def test_event_time_date_of_event_responded_to_is_ignored(parse: Parse) -> None:
    document = parse("The raid was revenge. It was a raid in reprisal for air strikes last month in Kismayo.")
    raid = [token for token in document.tokens if token.lower == "raid"][1:]
    assert event_time(document, raid).basis == "publication"


@pytest.mark.parametrize(
    ("text", "word", "start"),
    [
        # a day that something only came before
        ("A boy was killed in the street just weeks before Christmas.", "killed", None),
        ("Rebels held the town until Friday. They attacked it.", "attacked", None),
        # a name
        ("Congress passed the bill after an outcry of the 9/11 families.", "passed", None),
        ("The 2019 album was rejected by a court.", "rejected", None),
        # another noun's
        ("The sentencing is a twist in the unapproved release last year of clips.", "sentencing", None),
        # of a hearing, not of what it hears of
        ("An inquest opening today heard that a van hit him.", "hit", None),
        # of an infinitive that looks forward from the event
        ("The governor vetoed a bill to allow such a plate in 2003.", "vetoed", date(2003, 1, 1)),
        # what is said in the present is of the day of the saying
        ("“We condemn this raid,” the minister said on Tuesday.", "condemn", date(2024, 11, 26)),
        ('"He accused me," the minister said on Tuesday.', "accused", None),
    ],
)
def test_event_time_dates_of_something_else_are_ignored(parse: Parse, text: str, word: str, start: date | None) -> None:
    document = parse(text)
    time = event_time(document, trigger(document, word))
    assert (time.date_start if time.basis != "publication" else None) == start


def test_event_time_arrest_beside_casualties_has_no_day_of_theirs(parse: Parse) -> None:
    unrelated = "Shops were open. Children went to school. Buses ran. Nobody spoke of it."
    document = parse(
        f"Nine people died in a fire on Monday. {unrelated} Police investigated the deaths of nine people."
    )
    assert event_time(document, trigger(document, "investigated")).date_text is None

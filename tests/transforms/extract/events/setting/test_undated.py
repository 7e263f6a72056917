"""The day of events that no words date."""

from collections.abc import Callable
from datetime import date

import pytest

from transforms.extract.document import Document
from transforms.extract.events.extract import extract_events

Parse = Callable[..., Document]

pytestmark = pytest.mark.model

PUBLISHED = date(2024, 11, 29)
UNRELATED = "Shops were open. Children went to school. Buses ran. Nobody spoke of it."


def time_of(document: Document, lemma: str) -> tuple[date | None, str | None]:
    row = next(row for row in extract_events(document) if row.trigger.lemma == lemma)
    return row.date_start, row.date_basis


def test_undated_time_news_of_the_day_has_day_of_publication(parse: Parse) -> None:
    assert time_of(parse("The minister resigned."), "resign") == (PUBLISHED, "publication")


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("The minister may resign.", "resign"),
        ("The company had bought a rival.", "buy"),
        ("He previously criticised the king.", "criticise"),
        ("Axios reported late last month that the owners met in Oslo.", "meet"),
        (f"{UNRELATED} In 1998 he lived in Fort Smith. The court convicted him.", "convict"),
    ],
)
def test_undated_time_background_and_plans_have_none(parse: Parse, text: str, lemma: str) -> None:
    assert time_of(parse(text), lemma) == (None, None)


def test_undated_time_retelling_has_day_of_lead(parse: Parse) -> None:
    document = parse(f"Two men were stabbed in Lyon on Tuesday. {UNRELATED} A man attacked them with a knife.")
    assert time_of(document, "attack")[0] == date(2024, 11, 26)


def test_undated_time_commemorated_event_is_not_of_the_ceremony(parse: Parse) -> None:
    document = parse("Madrid on Monday marked the 20th anniversary of the bombings that killed 191 people.")
    assert time_of(document, "bombing") == (None, None)
    document = parse("A memorial to the 51 people killed in the Christchurch attack was unveiled on Friday.")
    assert time_of(document, "attack") == (None, None)


def test_undated_time_two_happenings_have_each_its_own(parse: Parse) -> None:
    rows = extract_events(parse("Three men were killed last week. Two years earlier a bomb had killed nine there."))
    first, second = (row for row in rows if row.trigger.lemma == "kill")
    assert (first.date_start, second.date_start) == (date(2024, 11, 18), date(2022, 1, 1))

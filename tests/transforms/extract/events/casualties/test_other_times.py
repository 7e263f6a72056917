"""Casualties of another time than the article's own news."""

import pytest

from transforms.extract.events.casualties.casualties import casualty_records

pytestmark = pytest.mark.model


def test_is_of_other_time_count_of_this_year_is_background(parse) -> None:
    document = parse("Five people were shot on Monday. Eight people were killed in the city this year.")
    assert [record.background for record in casualty_records(document)] == [False, True]


def test_is_past_count_up_to_now_is_news(parse) -> None:
    document = parse("Twelve people have been killed so far.")
    assert [record.background for record in casualty_records(document)] == [False]

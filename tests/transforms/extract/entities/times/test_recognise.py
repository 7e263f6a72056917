from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.extract.entities.times.lexicon import lexicon
from transforms.extract.entities.times.recognise import TimeMention, recognise

PUBLISHED = date(2024, 11, 29)  # a Friday
FUTURE, PRESENT, PAST = 1, 0, -1


def read(text: str, published: date | None = PUBLISHED, tense: int = PAST) -> list[tuple[str, str]]:
    found = recognise(text, published, lambda offset: tense)
    return [(mention.text, mention.time.timex) for mention in found if mention.time]


def only(text: str, published: date | None = PUBLISHED, tense: int = PAST) -> TimeMention:
    (mention,) = recognise(text, published, lambda offset: tense)
    return mention


@pytest.mark.parametrize(
    ("text", "expression", "timex"),
    [
        # dates of the calendar
        ("on 2023-04-05 there", "2023-04-05", "2023-04-05"),
        ("on 4/25/2023 there", "4/25/2023", "2023-04-25"),
        ("on 25/4/2023 there", "25/4/2023", "2023-04-25"),
        ("on 25.04.2023 there", "25.04.2023", "2023-04-25"),
        ("since 9/11, nobody", "9/11", "2001-09-11"),
        ("on April 6, 1994, a plane", "April 6, 1994", "1994-04-06"),
        ("on Friday, Nov. 22, they", "Friday, Nov. 22", "2024-11-22"),
        ("on 6 April 1994 a plane", "6 April 1994", "1994-04-06"),
        ("on the 3rd of May 2020", "the 3rd of May 2020", "2020-05-03"),
        ("the Aug. 7 blasts", "Aug. 7", "2024-08-07"),
        ("born on 19-Nov-1980.", "19-Nov-1980", "1980-11-19"),
        ("on the first Friday of November.", "the first Friday of November", "2024-11-01"),
        ("on the second Tuesday in May.", "the second Tuesday in May", "2024-05-14"),
        ("on the third Friday of next month.", "the third Friday of next month", "2024-12-20"),
        ("on March eighth.", "March eighth", "2024-03-08"),
        ("on Sunday, November twenty-fourth,", "Sunday, November twenty-fourth", "2024-11-24"),
        ("on the twenty-first of May.", "the twenty-first of May", "2024-05-21"),
        ("by the year two thousand.", "the year two thousand", "2000"),
        ("in the year nineteen ninety-eight.", "the year nineteen ninety-eight", "1998"),
        ("on the last Monday of May 2024", "the last Monday of May 2024", "2024-05-27"),
        ("just weeks before Christmas", "Christmas", "2024-12-25"),
        ("in October 1998", "October 1998", "1998-10"),
        ("in late November", "late November", "2024-11"),
        ("last March", "last March", "2024-03"),
        ("last October", "last October", "2023-10"),
        ("next March", "next March", "2025-03"),
        ("in April next year", "April next year", "2025-04"),
        # days
        ("today", "today", "2024-11-29"),
        ("late yesterday", "late yesterday", "2024-11-28"),
        ("the day after tomorrow", "the day after tomorrow", "2024-12-01"),
        ("on Friday.", "Friday", "2024-11-29"),
        ("on Thursday.", "Thursday", "2024-11-28"),
        ("Saturday's march", "Saturday", "2024-11-30"),
        ("after Sunday's deadly shooting", "Sunday", "2024-11-24"),
        ("Monday's march", "Monday", "2024-11-25"),
        ("last Friday", "last Friday", "2024-11-22"),
        ("Earlier Thursday, they", "Earlier Thursday", "2024-11-28"),
        ("next Tuesday", "next Tuesday", "2024-12-03"),
        ("over the weekend", "the weekend", "2024-W47-WE"),
        ("last weekend", "last weekend", "2024-W47-WE"),
        ("this past weekend", "this past weekend", "2024-W47-WE"),
        ("on Labor Day", "Labor Day", "2024-09-02"),
        ("on Christmas Eve 1999", "Christmas Eve 1999", "1999-12-24"),
        ("at Easter 2024", "Easter 2024", "2024-03-31"),
        # times
        ("this morning", "this morning", "2024-11-29TMO"),
        ("tonight", "tonight", "2024-11-29TNI"),
        ("last night", "last night", "2024-11-28TNI"),
        ("late Monday night", "late Monday night", "2024-11-25TNI"),
        ("at 6 a.m. Thursday", "6 a.m. Thursday", "2024-11-28T06:00"),
        ("Thursday at 6:30 p.m. they", "Thursday at 6:30 p.m.", "2024-11-28T18:30"),
        ("at 18:30 GMT", "18:30 GMT", "2024-11-29T18:30"),
        ("three o'clock", "three o'clock", "2024-11-29T03:00"),
        # weeks and longer
        ("This week's advances", "This week", "2024-W48"),
        ("last week", "last week", "2024-W47"),
        ("early next year", "early next year", "2025"),
        ("by year end", "year end", "2024-12-31"),
        ("later in the day", "the day", "2024-11-29"),
        ("later this month", "later this month", "2024-11"),
        ("the third quarter", "the third quarter", "2024-Q3"),
        ("third-quarter profit", "third-quarter", "2024-Q3"),
        ("the first quarter of 2023", "the first quarter of 2023", "2023-Q1"),
        ("next year's first quarter", "next year's first quarter", "2025-Q1"),
        ("the first half of 2023", "the first half of 2023", "2023-H1"),
        ("fiscal 1998", "fiscal 1998", "1998"),
        ("in the early 1990s", "the early 1990s", "199"),
        ("the '80s", "the '80s", "198"),
        ("the nineties", "the nineties", "199"),
        ("the 1800s", "the 1800s", "18"),
        ("the 19th century", "the 19th century", "18"),
        ("last summer", "last summer", "2024-SU"),
        ("this summer", "this summer", "2024-SU"),
        ("this winter", "this winter", "2025-WI"),
        ("in the spring.", "the spring", "2024-SP"),
        ("over the summer.", "the summer", "2024-SU"),
        ("the winter of 1998", "the winter of 1998", "1998-WI"),
        ("by the end of the month", "the end of the month", "2024-11"),
        ("by the end of 2023", "the end of 2023", "2023"),
        ("the 2023 third quarter", "the 2023 third quarter", "2023-Q3"),
        ("this past Monday", "this past Monday", "2024-11-25"),
        ("on the evening of Nov. 3 they", "the evening of Nov. 3", "2024-11-03TEV"),
        ("at noon on Thursday", "noon on Thursday", "2024-11-28TMI"),
        ("at 0630 GMT", "0630 GMT", "2024-11-29T06:30"),
        ("in the months ahead", "the months ahead", "FUTURE_REF"),
        ("since 2016, when", "2016", "2016"),
        ("the 2011 protests", "2011", "2011"),
        # distances
        ("nearly four years ago", "nearly four years ago", "2020"),
        ("two months ago", "two months ago", "2024-09"),
        ("11 days ago", "11 days ago", "2024-11-18"),
        ("two and a half years ago", "two and a half years ago", "2022-05"),
        ("years ago", "years ago", "PAST_REF"),
        ("two years or so ago", "two years or so ago", "2022"),
        # durations
        ("the past three days", "the past three days", "P3D"),
        ("over the past year", "the past year", "P1Y"),
        ("the first nine months", "the first nine months", "P9M"),
        ("a minute and a half", "a minute and a half", "PT1M30S"),
        ("for 2 1/2 years", "2 1/2 years", "P2Y6M"),
        ("half an hour", "half an hour", "PT30M"),
        ("half a century", "half a century", "P50Y"),
        ("a couple of weeks", "a couple of weeks", "P2W"),
        ("almost two decades", "almost two decades", "P20Y"),
        ("about a decade", "about a decade", "P1E"),
        ("a 16-hour flight", "16-hour", "PT16H"),
        ("within a year", "a year", "P1Y"),
        ("for weeks", "weeks", "PXW"),
        ("a few days", "a few days", "PXD"),
        ("the latest nine months", "the latest nine months", "P9M"),
        ("over the next two years or so, it", "the next two years or so", "P2Y"),
        ("for a week or so.", "a week or so", "P1W"),
        ("up to 180 days", "up to 180 days", "P180D"),
        ("no more than sixty days", "no more than sixty days", "P60D"),
        ("eight trading days", "eight trading days", "P8D"),
        ("three consecutive years", "three consecutive years", "P3Y"),
        ("in the years that followed", "years", "PXY"),
        ("10 to 15 years", "10 to 15 years", "P15Y"),
        # sets
        ("every Friday", "every Friday", "XXXX-WXX-5"),
        ("on Sunday mornings", "Sunday mornings", "XXXX-WXX-7TMO"),
        ("on Mondays", "Mondays", "XXXX-WXX-1"),
        ("every day", "every day", "P1D"),
        ("every other year", "every other year", "P2Y"),
        ("twice a week", "twice a week", "P1W"),
        ("paid annually", "annually", "P1Y"),
        # at large
        ("recently", "recently", "PAST_REF"),
        ("right now", "right now", "PRESENT_REF"),
        ("will soon leave", "soon", "FUTURE_REF"),
        ("the near future", "the near future", "FUTURE_REF"),
        ("in the past", "the past", "PAST_REF"),
        ("in past years", "past years", "PAST_REF"),
        ("in recent weeks", "recent weeks", "PXW"),
    ],
)
def test_recognise_expression_yields_timex(text: str, expression: str, timex: str) -> None:
    assert read(text) == [(expression, timex)]


@pytest.mark.parametrize("text", ["a Christmas tree fell", "the Easter egg hunt", "on the Christmas market"])
def test_recognise_thing_named_after_holiday_yields_nothing(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "He may leave, and they march on.",
        "May I go?",
        "a 5-year-old boy of 35 years old",
        "paid $1990 and 2015 euros",
        "about 2000 people",
        "about three-quarters of its food",
        "the past three games",
        "358,000 jobs a month",
        "a second time, one second thought",
        "in the first half he scored",
        "the fall of the city",
        "as soon as possible",
        "on page 3/4 of B-1998",
        "score 3:16",
        "",
    ],
)
def test_recognise_text_without_time_yields_nothing(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "past", "present", "future"),
    [
        ("on Tuesday", "2024-11-26", "2024-11-26", "2024-12-03"),
        ("in March", "2024-03", "2025-03", "2025-03"),
        ("on Jan. 6", "2024-01-06", "2025-01-06", "2025-01-06"),
        ("in the first quarter", "2024-Q1", "2025-Q1", "2025-Q1"),
        ("in the summer", "2024-SU", "2024-SU", "2025-SU"),
        ("at the weekend", "2024-W47-WE", "2024-W47-WE", "2024-W48-WE"),
    ],
)
def test_recognise_tense_decides_direction(text: str, past: str, present: str, future: str) -> None:
    assert [read(text, tense=tense)[0][1] for tense in (PAST, PRESENT, FUTURE)] == [past, present, future]


def test_recognise_preposition_overrides_tense() -> None:
    assert read("until Tuesday")[0][1] == "2024-12-03"
    assert read("until 9 a.m. Tuesday")[0][1] == "2024-12-03T09:00"
    assert read("called a vote for June 9")[0][1] == "2025-06-09"
    assert read("told sales figures for October")[0][1] == "2024-10"
    assert read("since Tuesday", tense=FUTURE)[0][1] == "2024-11-26"


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("In 2016 they left. They returned later that year", "2016"),
        ("On March 3, 2011 it began. Two days later", "2011-03-05"),
        ("On March 3, 2011 it began. The following day", "2011-03-04"),
        ("On March 3, 2011 it began. That night", "2011-03-03TNI"),
        ("On March 3, 2011 it began. The day before", "2011-03-02"),
        ("In 2016 they left. The previous year", "2015"),
        ("On Friday they met. The previous Friday", "2024-11-22"),
        ("profit in the third quarter rose from a year earlier", "2023-Q3"),
        ("sales in the third quarter rose from a year ago. In the quarter", "2024-Q3"),
        ("profit in the third quarter rose. In the 2022 quarter", "2022-Q3"),
        ("the third quarter was better than the 2022 period. In the quarter", "2024-Q3"),
    ],
)
def test_recognise_reference_to_last_date_yields_timex(text: str, last: str) -> None:
    assert read(text)[-1][1] == last


def test_recognise_range_shares_month_and_year() -> None:
    assert read("April 24 and 25") == [("April 24", "2024-04-24"), ("25", "2024-04-25")]
    assert read("from 3 to 5 March 2021") == [("3", "2021-03-03"), ("5 March 2021", "2021-03-05")]
    assert read("between March 3 and April 5, 2011")[0] == ("March 3", "2011-03-03")
    assert read("3-5 May") == [("3", "2024-05-03"), ("5 May", "2024-05-05")]
    assert read("May 3 through 5") == [("May 3", "2024-05-03"), ("5", "2024-05-05")]
    assert read("May 3 – 5, 2023") == [("May 3", "2023-05-03"), ("5, 2023", "2023-05-05")]
    assert read("1939-1945") == [("1939", "1939"), ("1945", "1945")]


@pytest.mark.parametrize(
    ("text", "timex"),
    [
        ("Friday", "XXXX-WXX-5"),
        ("Friday night", "XXXX-WXX-5TNI"),
        ("on Nov. 5", "XXXX-11-05"),
        ("last week", "XXXX-WXX"),
        ("last year", "XXXX"),
        ("this morning", "XXXX-XX-XXTMO"),
        ("today", "PRESENT_REF"),
        ("yesterday", "XXXX-XX-XX"),
        ("the third quarter", "XXXX-Q3"),
        ("last summer", "XXXX-SU"),
        ("four years ago", "P4Y"),
        ("the past three days", "P3D"),
    ],
)
def test_recognise_without_publication_yields_underspecified_timex(text: str, timex: str) -> None:
    mention = only(text, published=None)
    assert mention.time is not None
    assert (mention.time.timex, mention.time.start, mention.time.end) == (timex, None, None)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2016", date(2016, 1, 1), date(2016, 12, 31), "year"),
        ("This week", date(2024, 11, 25), date(2024, 12, 1), "week"),
        ("last weekend", date(2024, 11, 23), date(2024, 11, 24), "day"),
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("this morning", date(2024, 11, 29), date(2024, 11, 29), "day"),
        ("the 1990s", date(1990, 1, 1), date(1999, 12, 31), "decade"),
        ("the winter of 2024", date(2023, 12, 1), date(2024, 2, 29), "season"),
        ("the past three days", date(2024, 11, 27), date(2024, 11, 29), "day"),
        ("for three days", None, None, "day"),
        ("for three hours", None, None, "time"),
        ("recently", None, None, "vague"),
    ],
)
def test_recognise_expression_yields_days_and_precision(
    text: str, start: date | None, end: date | None, precision: str | None
) -> None:
    mention = recognise(text, PUBLISHED)[0]
    assert mention.time is not None
    assert (mention.time.start, mention.time.end, mention.time.precision) == (start, end, precision)


@pytest.mark.parametrize(
    ("text", "label"), [("Friday", "DATE"), ("Friday night", "TIME"), ("two hours", "TIME"), ("two days", "DATE")]
)
def test_recognise_less_than_a_day_has_label_time(text: str, label: str) -> None:
    assert only(text).label == label


def test_recognise_name_is_skipped() -> None:
    text = "June Carter sang in June"
    found = recognise(text, PUBLISHED, is_name=lambda start, end: start == 0)
    assert [mention.start for mention in found] == [20]


def test_recognise_quarter_of_match_yields_nothing() -> None:
    assert read("He threw a touchdown in the third quarter") == []


WORDS = sorted(word for words in lexicon().values.values() for word in words)
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(str.capitalize),
    st.integers(0, 2100).map(str),
    st.sampled_from(["-", "'s", "’s", ",", ".", ":", "/", "p.m.", "\n\n", "1990s", "30th", "it"]),
)
TEXTS = st.one_of(
    st.text(max_size=60), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=14).map("".join)
)
DAYS = st.one_of(st.none(), st.dates(), st.just(date.min), st.just(date.max))


@settings(max_examples=400, deadline=None)
@given(TEXTS, DAYS, st.sampled_from([PAST, PRESENT, FUTURE]))
def test_recognise_random_text_spans_match_text_and_never_overlap(
    text: str, published: date | None, tense: int
) -> None:
    behind = 0
    for mention in recognise(text, published, lambda offset: tense):
        assert text[mention.start : mention.end] == mention.text.strip() != ""
        assert mention.start >= behind
        behind = mention.end
        assert mention.label in {"DATE", "TIME"}
        assert mention.time is not None
        assert mention.time.timex
        if mention.time.start is not None and mention.time.end is not None:
            assert mention.time.start <= mention.time.end


def test_recognise_days_of_a_list_have_its_month() -> None:
    found = read("The show runs on Monday 20 and Tuesday 21 April.", date(2026, 4, 2), PRESENT)
    assert found == [("Monday 20", "2026-04-20"), ("Tuesday 21 April", "2026-04-21")]
    found = read("from Friday 3 to Sunday 5 July", date(2026, 4, 2), FUTURE)
    assert [timex for _, timex in found] == ["2026-07-03", "2026-07-05"]


def test_recognise_fifth_weekday_that_a_month_lacks_is_no_day() -> None:
    assert ("the fifth Monday of November", "2024-12-02") not in read("on the fifth Monday of November")


def test_recognise_last_weekday_is_not_yesterday() -> None:
    tuesday = date(2024, 11, 26)
    assert read("last Monday", tuesday) == [("last Monday", "2024-11-18")]
    assert read("last Tuesday", tuesday) == [("last Tuesday", "2024-11-19")]
    assert read("last Sunday", tuesday) == [("last Sunday", "2024-11-24")]
    assert read("on Monday", tuesday) == [("Monday", "2024-11-25")]


def test_recognise_day_within_next_month_is_not_almost_a_year_past() -> None:
    assert read("was extended to Dec. 16") == [("Dec. 16", "2024-12-16")]
    assert read("on Jan. 6") == [("Jan. 6", "2024-01-06")]


def test_recognise_weekdays_before_a_plural_part_of_the_day_are_sets() -> None:
    assert read("on Monday and Tuesday nights") == [("Monday", "XXXX-WXX-1TNI"), ("Tuesday nights", "XXXX-WXX-2TNI")]


def test_recognise_one_day_ahead_is_future() -> None:
    assert read("it will one day be", tense=FUTURE) == [("one day", "FUTURE_REF")]
    assert read("it lasted one day", tense=PAST) == [("one day", "P1D")]


def test_recognise_ordinal_of_other_noun_is_no_day() -> None:
    assert read("In March second place went to others") == [("March", "2024-03")]

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.datelines import body_start, dateline_date, opening_dateline, parse_dateline


@pytest.mark.parametrize(
    ("text", "place", "agency", "day", "rest"),
    [
        ("ALEPPO, Syria (AP) — Rebels entered.", "ALEPPO, Syria", "AP", None, "Rebels entered."),
        ("LONDON (Reuters) - Shares fell.", "LONDON", "Reuters", None, "Shares fell."),
        ("San Salvador, 3 Jan 90 -- [text] The army said.", "San Salvador", None, "3 Jan 90", "[text] The army said."),
        ("Bogota, 9 Jan 90 (Efe) -- A mayor has died.", "Bogota", "Efe", "9 Jan 90", "A mayor has died."),
        ("HEMPSTEAD, N.Y., Sept. 26 (UPI) — A crowd met.", "HEMPSTEAD, N.Y.", "UPI", "Sept. 26", "A crowd met."),
        ("MANSON, Wash. -\n\nThe sheriff said.", "MANSON, Wash.", None, None, "The sheriff said."),
        ("ADDIS ABABA, Ethiopia (AP)_ The union met.", "ADDIS ABABA, Ethiopia", "AP", None, "The union met."),
        ("NEW YORK — Shares fell.", "NEW YORK", None, None, "Shares fell."),
        ("Havana (Cuba), 20 Mar 89 (TASS) -- He spoke.", "Havana (Cuba)", "TASS", "20 Mar 89", "He spoke."),
    ],
)
def test_parse_dateline(text: str, place: str, agency: str | None, day: str | None, rest: str) -> None:
    found = parse_dateline(text)
    assert found is not None
    assert (found.place, found.agency, found.day) == (place, agency, day)
    assert text[found.end :] == rest
    assert body_start(text) == found.end


@pytest.mark.parametrize(
    "text",
    [
        "SOCCER - CUP FINAL RESULTS.",
        "UPDATE - Police have found the car.",
        "The mayor — a friend of his — left.",
        "Ann Example, the minister — who was ill — left.",
        "In London, shares fell.",
        "",
        "—",
    ],
)
def test_parse_dateline_other_text_is_none(text: str) -> None:
    assert parse_dateline(text) is None
    assert body_start(text) == 0


def test_parse_dateline_at_later_paragraph() -> None:
    text = "A title.\n\nOSLO (AP) — It rained."
    found = parse_dateline(text, text.index("OSLO"))
    assert found is not None
    assert text[found.start : found.end] == "OSLO (AP) — "


@given(st.text(alphabet="ABc ,.()—-_\n1é", max_size=60))
def test_body_start_is_within_text(text: str) -> None:
    assert 0 <= body_start(text) <= len(text)


def test_opening_dateline_after_date_paragraph() -> None:
    text = "Thursday, August 8, 2024\n\nARDEN (Daily Globe) – The council met."
    assert text[body_start(text) :] == "The council met."
    assert opening_dateline(text) == parse_dateline(text, text.index("ARDEN"))


def test_body_start_date_paragraph_without_dateline_is_body() -> None:
    assert body_start("Thursday, August 8, 2024\n\nThe council met on Friday.") == 0


@pytest.mark.parametrize(
    ("text", "latest", "day"),
    [
        ("ALEPPO, Nov. 29 (AP) — Rebels entered.", date(2024, 12, 2), date(2024, 11, 29)),
        ("ALEPPO, Nov. 29 (AP) — Rebels entered.", date(2024, 11, 28), date(2023, 11, 29)),
        ("ALEPPO, Nov. 29 (AP) — Rebels entered.", None, None),
        ("San Salvador, 3 Jan 90 -- The army said.", None, date(1990, 1, 3)),
        ("Nov. 29, 2024\n\nALEPPO, Syria (AP) — Rebels entered.", None, date(2024, 11, 29)),
        ("Friday 29 November 2024\n\nRebels entered the city.", None, date(2024, 11, 29)),
        ("Nov. 29, 2024\n\nALEPPO, Syria (AP) — Rebels entered.", date(2024, 11, 1), None),
        ("ALEPPO, Feb. 30 (AP) — Rebels entered.", date(2024, 12, 2), None),
        ("Rebels entered on Nov. 29.", date(2024, 12, 2), None),
    ],
)
def test_dateline_date(text: str, latest: date | None, day: date | None) -> None:
    assert dateline_date(text, latest) == day

"""Text that terminals show as it is."""

import json

import pytest

from pipeline.printable import printable


@pytest.mark.parametrize("text", ["C\u2019est pas\tun \n\u05d0", "", "\u4e2d\U0001f600"])
def test_printable_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b]0;title\x07", r"\u001b]0;title\u0007"),
        ("\u202egpj.exe", r"\u202egpj.exe"),
        ("\x9b2J\r", r"\u009b2J\u000d"),
        ("\u2066a\u2069\u200f", r"\u2066a\u2069\u200f"),
    ],
)
def test_printable_escapes_what_changes_a_terminal(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_printable_json_is_the_same_value() -> None:
    text = "\x1b[2J \u202e \u2028"
    assert json.loads(printable(json.dumps(text, ensure_ascii=False))) == text

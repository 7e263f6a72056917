import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.prepare.text.normalize import normalize


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  two\u00a0 words \n", "two words"),
        ("cafe\u0301", "café"),
        ("a\x00b\x07c", "abc"),
        ("zero\u200bwidth", "zerowidth"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("Tom &amp; Ann&#8217;s &amp;quot;day&amp;quot;", 'Tom & Ann’s "day"'),
        ("itâ€™s cafÃ©", "it’s café"),
        ("R&D; AT&T", "R&D; AT&T"),
    ],
)
def test_normalize(text: str, wanted: str) -> None:
    assert normalize(text) == wanted


@given(st.text())
def test_normalize_any_text_is_one_line_of_nfc_without_controls(text: str) -> None:
    normalized = normalize(text)
    assert normalized == " ".join(normalized.split())
    assert unicodedata.is_normalized("NFC", normalized)
    assert not any(unicodedata.category(mark) in ("Cc", "Cs") for mark in normalized)

"""Text of articles that a terminal would obey."""

import pytest

from pipeline.report.plain import visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Copiapó, İstanbul: 'é' — “so” 北京 مرحبا", "Copiapó, İstanbul: 'é' — “so” 北京 مرحبا"),
        ("\x1b[31mred\x1b]0;title\x07", "<U+001B>[31mred<U+001B>]0;title<U+0007>"),
        ("a\u202eb\u2066c\u200fd", "a<U+202E>b<U+2066>c<U+200F>d"),
        ("a\x9bb\x00c\rd\x7f", "a<U+009B>b<U+0000>c<U+000D>d<U+007F>"),
        ("soft\u00adhyphen\u200bjoin\u200d", "softhyphenjoin"),
        ("no\u00a0break", "no break"),
        ("\ud800", "<U+D800>"),
        ("[bold]=cmd|' /C calc'!A0 <script>", "[bold]=cmd|' /C calc'!A0 <script>"),
    ],
)
def test_visible_obeys_nothing_and_says_what_is_there(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_visible_keeps_what_is_asked_for() -> None:
    assert visible("a\n\nb\x1b\t", keep="\n") == "a\n\nb<U+001B><U+0009>"

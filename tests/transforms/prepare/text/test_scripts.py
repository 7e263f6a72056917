import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.prepare.text.scripts import count_words, languages_of, main_script


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("The bridge closes.", 3),
        ("Город закрыл мост", 3),
        ("古い橋を閉鎖した。", 4),
        ("橋", 1),
        ("市長は、London で述べた。", 5),
        ("สะพานเก่าปิด", 3),
        ("시의회는 다리를 폐쇄했다.", 3),
    ],
)
def test_count_words(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.text())
def test_count_words_any_text_is_none_only_without_letters(text: str) -> None:
    assert bool(count_words(text)) >= any(letter.isalpha() for letter in text)


@pytest.mark.parametrize(
    ("text", "script", "first"),
    [
        ("橋が閉鎖", "KANA", "ja"),
        ("关闭旧桥", "CJK", "zh"),
        ("Мост закрыт в London", "CYRILLIC", "ru"),
        ("A bridge in Москва", "LATIN", None),
        ("1234", None, None),
    ],
)
def test_main_script(text: str, script: str | None, first: str | None) -> None:
    assert main_script(text) == script
    assert next(iter(languages_of(script or "")), None) == first

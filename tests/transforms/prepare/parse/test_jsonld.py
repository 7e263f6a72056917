from typing import Any

import pytest

from transforms.prepare.parse import jsonld


def test_clean_string_resolves_entities_and_markup() -> None:
    assert jsonld.clean_string("Tom &amp;amp; <b>Ann</b>\n said") == "Tom & Ann said"


@pytest.mark.parametrize(
    ("value", "words"),
    [(640, 640), ("640", 640), ("1,640", 1640), (None, None), (True, None), ("many", None), ([640], None), (-3, None)],
)
def test_word_count_reads_numbers(value: Any, words: int | None) -> None:
    assert jsonld.word_count({"wordCount": value}) == words


def test_word_count_counts_the_body_too() -> None:
    assert jsonld.word_count({"wordCount": 3, "articleBody": "It rained on and on."}) == 5

"""What is recorded of paragraphs that were removed from an article."""

import pytest

from transforms.prepare.clean.paragraph_hashes import cut_paragraphs, pack, paragraph_keys


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\nb\n\na\n\nc", ()),
        ("b\n\na\n\nc", (0,)),
        ("a\n\na\n\nc", (1,)),
        ("a\n\nb", (2, 3)),
        ("b\n\nb", None),
        ("d", None),
    ],
)
def test_cut_paragraphs_are_those_that_the_text_no_longer_has(text: str, expected: tuple[int, ...] | None) -> None:
    hashes = pack(paragraph_keys(["a", "b", "a", "c"], title=None, publishers=(), site=None))
    assert cut_paragraphs(hashes, text) == expected

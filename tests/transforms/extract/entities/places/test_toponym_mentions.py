import pytest

from tests.transforms.extract.entities.places.toponym_documents import tagged
from transforms.extract.entities.places.toponym_mentions import find_toponym_mentions, is_common_word


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He lives in Portland now.", ("Portland", "preposition")),
        ("He saw Portland, Maine, again.", ("Portland", "region")),
        ("Police of the town of Salem came.", ("Salem", "designation")),
        ("They left Multnomah County early.", ("Multnomah County", "designation")),
        ("A call reached Portland police.", ("Portland", "institution")),
        ("She likes Portland more.", ("Portland", "name")),
        ("He came from Frankfurt am Main.", ("Frankfurt", "direction")),
    ],
)
def test_find_toponym_mentions_context_yields_basis(text: str, found: tuple[str, str]) -> None:
    assert found in [(mention.text, mention.basis) for mention in find_toponym_mentions(tagged(text))]


def test_find_toponym_mentions_longest_name_is_taken() -> None:
    assert [mention.text for mention in find_toponym_mentions(tagged("She went to New York City by car."))] == [
        "New York City"
    ]


def test_find_toponym_mentions_dateline_at_start_or_behind_headline_is_found() -> None:
    first = find_toponym_mentions(tagged("SALEM, Ore. (AP) — A mill closed."))
    assert (first[0].text, first[0].start, first[0].basis) == ("SALEM", 0, "dateline")
    within = find_toponym_mentions(tagged("Mill closes. SALEM — The mill closed."))
    assert ("SALEM", "dateline") in [(mention.text, mention.basis) for mention in within]


@pytest.mark.parametrize(
    "text", ["They moved North again.", "Then the Hope sank.", "The Titan left.", "The Supreme Court ruled."]
)
def test_find_toponym_mentions_common_word_yields_nothing(text: str) -> None:
    assert find_toponym_mentions(tagged(text)) == ()


def test_find_toponym_mentions_common_word_with_state_is_place() -> None:
    assert [mention.text for mention in find_toponym_mentions(tagged("He was born in Hope, Arkansas, then."))][:1] == [
        "Hope"
    ]


def test_find_toponym_mentions_offsets_match_text() -> None:
    text = "PARIS (Reuters) — He flew from Lyon, France, to Salem, Ore., and New York."
    for mention in find_toponym_mentions(tagged(text)):
        assert text[mention.start : mention.end] == mention.text


def test_is_common_word_abbreviated_country_is_not() -> None:
    assert not is_common_word("US", ("name",))
    assert is_common_word("us", ("name",))

import pytest

from tests.documents import make_document
from transforms.extract.entities.names.forms import candidate_of
from transforms.extract.entities.names.typing import TYPES, context_clues, name_clues


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Anna Lindgren", "PERSON"),
        ("Lindgren Holdings Ltd", "ORG"),
        ("Ministry of Water", "ORG"),
        ("Observatory for Human Rights", "ORG"),
        ("Smith & Weston", "ORG"),
        ("NGB", "ORG"),
        ("Google", "ORG"),
        ("Norway", "GPE"),
        ("Aleppo", "GPE"),
        ("Soviet Union", "GPE"),
        ("Europe", "LOC"),
        ("Lake Ardal", "LOC"),
        ("Gulf of Aden", "LOC"),
        ("Kosevo Stadium", "FAC"),
        ("Syrian", "NORP"),
        ("Peruvians", "NORP"),
        ("Ulster Protestants", "NORP"),
        ("Philippines", "GPE"),
        ("World Cup", "EVENT"),
        ("Treaty of Lima", "LAW"),
        ("Boston Celtics", "ORG"),
    ],
)
def test_what_a_name_alone_tells(name: str, kind: str) -> None:
    points = dict.fromkeys(TYPES, 0.0)
    for of, value in name_clues(name):
        points[of] += value
    assert max(TYPES, key=points.__getitem__) == kind


def test_an_unknown_word_tells_nothing() -> None:
    assert name_clues("Xyzzyx") == ()


def test_a_name_between_an_article_and_a_man_says_where_he_is_from() -> None:
    words = [("a", "DT"), ("Dover", "NNP"), ("man", "NN"), ("left", "VBD")]
    document = make_document(
        [(word, word.lower(), "X", tag, "dep" if i else "ROOT", 0) for i, (word, tag) in enumerate(words)]
    )
    clues = context_clues(candidate_of(document, document.tokens[1:2], "PERSON"), list(document.tokens))
    assert ("GPE", 2.5) in clues

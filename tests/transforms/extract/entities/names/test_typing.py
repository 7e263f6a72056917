import pytest

from tests.documents import make_document
from transforms.extract.entities.names.forms import make_candidate
from transforms.extract.entities.names.typing import MODEL_LABEL_SCORES, context_clues, name_clues


def test_name_clues_full_stop_has_none() -> None:
    assert name_clues(".") == ()


@pytest.mark.parametrize(
    ("name", "entity_type"),
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
def test_name_clues_known_kind_of_name_favour_its_type(name: str, entity_type: str) -> None:
    scores = dict.fromkeys(MODEL_LABEL_SCORES, 0.0)
    for clue_type, score in name_clues(name):
        scores[clue_type] += score
    assert max(MODEL_LABEL_SCORES, key=scores.__getitem__) == entity_type


def test_name_clues_unknown_word_yields_nothing() -> None:
    assert name_clues("Xyzzyx") == ()


def test_context_clues_place_of_origin_favours_place() -> None:
    words = [("a", "DT"), ("Dover", "NNP"), ("man", "NN"), ("left", "VBD")]
    document = make_document(
        [(word, word.lower(), "X", tag, "dep" if i else "ROOT", 0) for i, (word, tag) in enumerate(words)]
    )
    clues = context_clues(make_candidate(document, document.tokens[1:2], "PERSON"), list(document.tokens))
    assert ("GPE", 2.5) in clues

from itertools import product

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from transforms.extract.annotate import words
from transforms.extract.annotate.model import load
from transforms.extract.annotate.words import WordTable

pytestmark = pytest.mark.model

WORDS = (
    "that",
    "The",
    "n't",
    "nothin'",
    "do",
    "had",
    "'s",
    "Gunmen",
    "killing",
    "leaves",
    "better",
    "Paris",
    "12",
    "ai",
)
TAGS = ("DT", "IN", "NN", "NNS", "NNP", "VB", "VBD", "VBG", "VBZ", "JJR", "MD", "PRP", "WDT", "TO", "_SP")
DEPS = ("aux", "det", "nsubj", "ROOT", "mark", "pobj", "advmod", "dep")


def ids(cases: list[tuple[str, str, str]]) -> np.ndarray:
    strings = load().vocab.strings
    return np.array([[strings.add(text) for text in case] for case in cases], np.uint64)


def test_table_equals_ruler_and_lemmatizer_of_spacy() -> None:
    stock = spacy.load(load().path)
    cases = list(product(WORDS, TAGS, DEPS))
    table = WordTable(load())
    rows = table.rows_of(ids(cases))
    for row, (word, tag, dep) in zip(rows, cases, strict=True):
        doc = Doc(stock.vocab, words=[word, ","], tags=[tag, ","], deps=[dep, "punct"], heads=[0, 0])
        token = stock.get_pipe("lemmatizer")(stock.get_pipe("attribute_ruler")(doc))[0]
        assert (table.pos[row], table.lemma[row]) == (token.pos_, token.lemma_), (word, tag, dep)


def test_table_gives_each_word_one_row() -> None:
    table = WordTable(load())
    cases = ids([("Rain", "NN", "nsubj"), ("fell", "VBD", "ROOT"), ("Rain", "NN", "nsubj")])
    assert table.rows_of(cases).tolist() == [0, 1, 0]
    assert table.rows_of(cases[1:]).tolist() == [1, 0]
    assert (table.pos, table.lemma) == (["NOUN", "VERB"], ["rain", "fall"])


def test_table_that_is_full_starts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "MAX_KNOWN_WORDS", 2)
    table = WordTable(load())
    for word, lemma in (("ships", "ship"), ("boats", "boat"), ("rafts", "raft"), ("ships", "ship")):
        row = table.rows_of(ids([(word, "NNS", "dobj")]))[0]
        assert table.lemma[row] == lemma
        assert len(table.pos) <= 2


def test_table_of_model_without_ruler_and_lemmatizer() -> None:
    nlp = spacy.blank("en")
    case = np.array([[nlp.vocab.strings.add(text) for text in ("ships", "NNS", "dobj")]], np.uint64)
    table = WordTable(nlp)
    table.rows_of(case)
    assert (table.pos, table.lemma) == ([""], ["ships"])


@pytest.mark.parametrize("pattern", [{"SHAPE": "xxxx"}, {"LOWER": {"NOT_IN": ["rain"]}}, {"LEMMA": "go"}])
def test_table_of_other_patterns_asks_ruler_about_each_word(pattern: dict[str, object]) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("attribute_ruler").add(patterns=[[pattern]], attrs={"POS": "VERB"})
    table = WordTable(nlp)
    for text in ("rain", "Paris", "go"):
        doc = nlp.get_pipe("attribute_ruler")(Doc(nlp.vocab, words=[text], tags=["NN"], deps=["dep"]))
        case = np.array([[nlp.vocab.strings.add(value) for value in (text, "NN", "dep")]], np.uint64)
        assert table.pos[table.rows_of(case)[0]] == doc[0].pos_

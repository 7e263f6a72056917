"""Fitting the detection: marks found in texts, labels, counts of words, and models that learn what they are shown."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from schemas.codebook import EVENT_TYPES
from tests.documents import make_document, weak_features
from tests.training.confidence import fit_confidence, verdict
from tests.training.examples import Examples, label_words
from tests.training.fit import WordCounts, fit_network
from tests.training.marks import Mark, Reading, read_marks, reading, sentence_key, sentences
from transforms.extract.document import Document
from transforms.extract.events.confidence import model_inputs
from transforms.extract.events.detection.detect import Detection
from transforms.extract.events.detection.network import probabilities
from transforms.extract.events.detection.words import NO_EVENT
from transforms.extract.events.extract import extract_events

TYPES = list(EVENT_TYPES)
TEXT = 'Police arrested two men. "We shot nobody," one said.\n\nA third was shot and shot again.'


def _line(*marks: tuple[str, str, list[str], bool]) -> dict[str, object]:
    return {"set": "s", "id": "1", "marks": [[*mark, "main", "asserted"] for mark in marks]}


def _sentence(number: int) -> str:
    start, end = list(sentences(TEXT))[number]
    return sentence_key(TEXT[start:end])


def test_sentences_cover_quotations_and_paragraphs() -> None:
    assert [TEXT[start:end] for start, end in sentences(TEXT)] == [
        "Police arrested two men.",
        '"We shot nobody," one said.',
        "A third was shot and shot again.",
    ]


def test_reading_marks_are_found_in_their_sentence() -> None:
    found = reading(_line((_sentence(2), "shot#2", ["ASSAULT"], True)), TEXT)
    ((start, end),) = found.marks[0].spans
    assert TEXT[start - 4 : end] == "and shot"


def test_reading_sentence_that_the_text_lacks_is_left_out() -> None:
    assert reading(_line(("0" * 12, "shot", ["ASSAULT"], True)), TEXT).marks == ()


def test_read_marks_have_types_of_the_codebook() -> None:
    types = {name for line in read_marks() for mark in line["marks"] for name in mark[2]}
    assert types <= set(TYPES)


def _document() -> Document:
    return make_document(
        [
            ("Troops", "troop", "NOUN", "NNS", "nsubj", 1),
            ("shelled", "shell", "VERB", "VBD", "ROOT", 1),
            ("towns", "town", "NOUN", "NNS", "dobj", 1),
        ]
    )


@pytest.mark.parametrize(("sure", "weight"), [(True, 1.0), (False, 0.0)])
def test_label_words_marked_word_has_its_types(sure: bool, weight: float) -> None:
    document = _document()
    labels, weights = label_words(document, document.tokens, [Mark(((7, 14),), ("ASSAULT", "COERCE"), sure)])
    assert labels[1, TYPES.index("ASSAULT")] == pytest.approx(0.6)
    assert labels[1, TYPES.index("COERCE")] == pytest.approx(0.4)
    assert weights.tolist() == [1.0, weight, 1.0]
    assert labels[0, NO_EVENT] == labels[2, NO_EVENT] == 1


def _examples(labels: list[int], articles: list[int]) -> Examples:
    count = len(labels)
    return Examples(
        inputs=np.zeros((count, 4), np.float32),
        labels=np.eye(NO_EVENT + 1, dtype=np.float32)[labels],
        sure=np.ones(count, np.float32),
        words=(("shell VERB", "VERB"),) * count,
        shares=np.ones(count, np.float32),
        articles=np.array(articles, np.int32),
        ids=tuple(str(article) for article in sorted(set(articles))),
    )


def test_word_counts_leave_out_what_an_article_says_itself() -> None:
    examples = _examples([0, 0, 0, NO_EVENT], [0, 0, 0, 1])
    counts = WordCounts(examples, np.ones(4, bool), {})
    word = ("shell VERB", "VERB")
    assert counts.probabilities(word, 0)[0] < counts.probabilities(word)[0] < counts.probabilities(word, 1)[0]


def test_word_counts_key_of_the_article_itself_is_not_known_there() -> None:
    examples = replace(_examples([0, 0, 0], [0, 0, 1]), words=(("shell+port VERB", "shell VERB", "VERB"),) * 3)
    counts = WordCounts(examples, np.ones(3, bool), {})
    assert [counts.is_known("shell+port VERB", article) for article in (None, 0, 1)] == [True, False, False]
    assert "shell+port VERB" in counts.table()


def test_word_counts_article_with_two_readers_counts_once() -> None:
    examples = replace(_examples([0, 0], [0, 0]), shares=np.full(2, 0.5, np.float32))
    assert WordCounts(examples, np.ones(2, bool), {}).total["shell VERB"].sum() == 1


def test_word_counts_listed_prior_counts_without_occurrences() -> None:
    listed = np.zeros(NO_EVENT + 1, np.float32)
    listed[3], listed[NO_EVENT] = 0.75, 0.25
    counts = WordCounts(_examples([NO_EVENT], [0]), np.ones(1, bool), {"lambast VERB": listed})
    assert counts.probabilities(("lambast VERB", "VERB"))[3] == pytest.approx(0.75)


def test_fit_network_learns_separable_types() -> None:
    random = np.random.default_rng(5)
    kinds = random.integers(0, 2, 600)
    inputs = (random.normal(0, 0.3, (600, 4)) + np.where(kinds[:, None] == 1, 1.0, -1.0)).astype(np.float32)
    labels = np.eye(NO_EVENT + 1, dtype=np.float32)[np.where(kinds == 1, 5, NO_EVENT)]
    network = fit_network(
        inputs, labels, np.ones(600, np.float32), units=8, epochs=20, batch=32, dropout=0.1, rate=1e-2
    )
    found = probabilities(inputs, [network]).argmax(axis=1)
    assert (found == np.where(kinds == 1, 5, NO_EVENT)).mean() > 0.95


def test_fit_network_same_seed_gives_same_weights() -> None:
    inputs = np.random.default_rng(1).normal(size=(50, 3)).astype(np.float32)
    labels = np.eye(NO_EVENT + 1, dtype=np.float32)[[NO_EVENT] * 50]
    one, other = (fit_network(inputs, labels, np.ones(50, np.float32), units=4, epochs=2, seed=3) for _ in range(2))
    assert (one.hidden == other.hidden).all()


def test_fit_confidence_is_calibrated_on_its_rows() -> None:
    likely = replace(weak_features(), detection=Detection(event=0.9, type_share=0.9))
    unlikely = replace(likely, detection=Detection(event=0.2, type_share=0.5))
    weights = fit_confidence([(likely, i < 80) for i in range(100)] + [(unlikely, i < 20) for i in range(100)])
    known = [
        1 / (1 + math.exp(-weights["intercept"] - math.sumprod(inputs.values(), (weights[name] for name in inputs))))
        for inputs in (model_inputs(likely), model_inputs(unlikely))
    ]
    assert known == pytest.approx([0.8, 0.2], abs=0.05)


@pytest.mark.model
def test_verdict_row_of_unsure_mark_does_not_count(parse: Callable[..., Document]) -> None:
    document = parse("Rebels attacked a market in Lima on Tuesday.")
    (event,) = extract_events(document)
    span = ((event.trigger.start, event.trigger.end),)
    judged = [
        verdict(event, Reading("s", "1", (Mark(span, types, sure),)))
        for types, sure in ((("ASSAULT",), True), (("ASSAULT",), False), (("TRADE",), True))
    ]
    assert judged == [True, None, False]

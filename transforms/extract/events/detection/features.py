"""The features of the words that may tell events: the words around them, the parse, the sentence and the article."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from schemas.codebook import EVENT_TYPES
from transforms.extract.document import Document, Sentence, Token
from transforms.extract.events.detection.nearby_types import nearby_types
from transforms.extract.events.detection.words import (
    NO_EVENT,
    VECTOR_SIZE,
    is_eventful,
    prior_keys,
    prior_row,
    priors,
    vector_row,
    vectors,
)
from transforms.extract.events.networks import Floats, one_hot
from transforms.extract.languages.load import load_toml, word_set
from transforms.extract.quotes.passages import quoted_tokens

CONTENT_POS = frozenset(("VERB", "NOUN", "ADJ"))
"""Parts of speech of the words that may tell events."""
CONTEXT_DIMENSIONS = 40
"""Leading dimensions of the mean vectors of sentence, article and title."""
_MEAN_SCALE = 2
"""Makes mean vectors about as large as the other inputs."""
_MEANINGFUL_POS = CONTENT_POS | {"PROPN"}
_POS = ("VERB", "NOUN", "ADJ")
_TAGS = ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "NN", "NNS", "JJ")
_DEPS = (
    *("ROOT", "acl", "advcl", "amod", "appos", "attr", "ccomp", "compound", "conj", "dobj", "nsubj", "nsubjpass"),
    *("pcomp", "pobj", "relcl", "xcomp", "oprd", "poss", "npadvmod", "dep"),
)
_LABELS = ("PERSON", "ORG", "GPE", "NORP", "DATE", "MONEY")
_AUXILIARIES = tuple(load_toml("detection.toml")["words"]["auxiliaries"].split())
_FIRST_PERSON = word_set("detection.toml", "words", "first_person")
_SECOND_PERSON = word_set("detection.toml", "words", "second_person")
_DUMMY = word_set("detection.toml", "words", "dummy")
_CONDITIONAL = word_set("detection.toml", "words", "conditional")
_DEFINITE = word_set("detection.toml", "words", "definite")
_INDEFINITE = word_set("detection.toml", "words", "indefinite")
_HYPOTHETICAL = word_set("detection.toml", "words", "hypothetical")

_TYPES = tuple(EVENT_TYPES)
_RELATIONS = (
    *("self", "head", "subject", "object", "particle"),
    *("prepositional", "modifier", "before", "after"),
)
_ARGUMENTS = ("subject", "object", "prepositional", "modifier")
_ROLE_OF_DEP = {
    **dict.fromkeys(("nsubj", "nsubjpass"), "subject"),
    **dict.fromkeys(("dobj", "attr", "oprd", "acomp"), "object"),
    **dict.fromkeys(("prep", "agent", "prt"), "particle"),
}
_MODIFIER_DEPS = frozenset(("amod", "compound", "poss", "nmod", "det", "advmod"))
_CLAUSE_DEPS = frozenset(("ccomp", "xcomp"))
_AUXILIARY_DEPS = frozenset(("aux", "auxpass", "neg"))
_MARK_DEPS = frozenset(("mark", "advmod"))
PRIOR_COLUMNS = slice(len(_RELATIONS) * VECTOR_SIZE, len(_RELATIONS) * VECTOR_SIZE + NO_EVENT + 1)
"""Columns of the probabilities that the word has in general."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The words around a candidate that features are taken from; None where there is no such word.

    Attributes:
        words: By relation, a name in `_RELATIONS`.
        auxiliaries: Lower-case forms of its auxiliaries and negation.
        determiner: Its determiner in lower case, or ''.
        has_possessor: Whether it has a possessor.
        has_number: Whether a number counts it.
        is_conditional: Whether it is the verb of an adverbial clause with a word such as 'if' or 'when'.
    """

    words: Mapping[str, Token | None]
    auxiliaries: frozenset[str]
    determiner: str
    has_possessor: bool
    has_number: bool
    is_conditional: bool


def candidates(document: Document, listed: Mapping[int, str], threshold: float) -> list[Token]:
    """The words that may tell events: verbs, nouns and adjectives that the priors or the lexicon know as such.

    Args:
        document: The article.
        listed: Types of the triggers that the lexicon gives, by the token's index.
        threshold: Least prior probability of any event.
    """
    return [
        token
        for token in document.tokens
        if token.pos in CONTENT_POS and (token.i in listed or is_eventful(token.lemma.lower(), token.pos, threshold))
    ]


def features(document: Document, tokens: Sequence[Token], listed: Mapping[int, str]) -> Floats:
    """The features of words of an article.

    Args:
        document: The article.
        tokens: The words.
        listed: Types of the triggers that the lexicon gives, by the token's index.

    Returns:
        (words, features).
    """
    if not tokens:
        return np.zeros((0, 0), np.float32)
    around = [neighbours(document, token) for token in tokens]
    unknown = len(vectors()) - 1
    rows = [
        [unknown if word is None else vector_row(word.lemma.lower()) for word in one.words.values()] for one in around
    ]
    embedded = vectors()[np.array(rows)].reshape(len(tokens), -1)
    known = prior_inputs(priors()[[prior_row(keys_of(one)) for one in around]])
    sentences = {token.sentence.index: token.sentence for token in tokens}
    places = {index: place for place, index in enumerate(sentences)}
    of_sentence = np.array([_sentence_features(sentence, document) for sentence in sentences.values()], np.float32)
    own_sentence = [places[token.sentence.index] for token in tokens]
    sentence_means, article_mean = mean_vectors(document)
    title = [vector_row(word.lower()) for word in (document.article.title or "").split()]
    of_article = np.concatenate([article_mean, mean_vector(title)])
    quoted = quoted_tokens(document)
    plain = np.array(
        [_plain(one, token.i in quoted, listed) for token, one in zip(tokens, around, strict=True)], np.float32
    )
    types = nearby_types(document, tokens, [one.words for one in around], listed)
    of_context = np.hstack([of_sentence, sentence_means[list(sentences)]])[own_sentence]
    shared = np.broadcast_to(of_article, (len(tokens), len(of_article)))
    return np.hstack([embedded, known, plain, of_context, shared, types], dtype=np.float32)


def prior_inputs(probabilities: Floats) -> Floats:
    """Probabilities of words as inputs of the networks: their logarithms, scaled to about -1 to 1."""
    scaled: Floats = np.log(probabilities + 1e-3) / 3 + 1
    return scaled


def neighbours(document: Document, token: Token) -> Neighbours:
    """The words around a word that its features are taken from."""
    found: dict[str, Token | None] = dict.fromkeys(_RELATIONS)
    found["self"] = token
    found["head"] = token.head if token.head is not token else None
    auxiliaries, determiner, has_possessor, has_number, is_conditional = set(), "", False, False, False
    clause = None
    for child in token.children:
        dep = child.dep
        role = _ROLE_OF_DEP.get(dep)
        if role is not None:
            found[role] = found[role] or child
        elif dep in _AUXILIARY_DEPS:
            auxiliaries.add("not" if dep == "neg" else child.lower)
        elif dep in _CLAUSE_DEPS:
            clause = clause or child
        if dep in _MODIFIER_DEPS and child.i < token.i:
            found["modifier"] = child
        if dep == "det":
            determiner = child.lower
        has_possessor = has_possessor or dep == "poss"
        has_number = has_number or dep == "nummod"
        is_conditional = is_conditional or (token.dep == "advcl" and dep in _MARK_DEPS and child.lower in _CONDITIONAL)
    found["object"] = found["object"] or clause
    found["subject"] = found["subject"] or _shared_subject(token)
    if (particle := found["particle"]) is not None:
        found["prepositional"] = next((child for child in particle.children if child.dep == "pobj"), None)
    found["before"] = document.tokens[token.i - 1] if token.i else None
    found["after"] = document.tokens[token.i + 1] if token.i + 1 < len(document.tokens) else None
    return Neighbours(found, frozenset(auxiliaries), determiner, has_possessor, has_number, is_conditional)


def _shared_subject(token: Token) -> Token | None:
    """The subject that a word without one of its own has from its governor."""
    if token.dep in ("acl", "relcl"):
        return token.head
    if token.dep in ("conj", "xcomp"):
        return next((child for child in token.head.children if child.dep in ("nsubj", "nsubjpass")), None)
    return None


def keys_of(around: Neighbours) -> tuple[str, ...]:
    """The keys of a word's priors in its context, see `prior_keys`."""
    token, particle, patient = (around.words[name] for name in ("self", "particle", "object"))
    assert token is not None
    return prior_keys(
        token.lemma.lower(), token.pos, particle.lower if particle else "", patient.lemma.lower() if patient else ""
    )


def _plain(around: Neighbours, is_quoted: bool, listed: Mapping[int, str]) -> list[float]:
    """What is neither a vector nor shared by the sentence."""
    token, subject = around.words["self"], around.words["subject"]
    assert token is not None
    subject_word = subject.lower if subject else ""
    depth = sum(1 for _ in token.ancestors())
    values: list[float] = [
        *one_hot(token.pos, _POS),
        *one_hot(token.tag, _TAGS),
        *one_hot(token.dep, _DEPS),
        *(word in around.auxiliaries for word in _AUXILIARIES),
    ]
    for name in _ARGUMENTS:
        word = around.words[name]
        values += [word is None, word is not None and word.pos == "PRON", *one_hot(word.label if word else "", _LABELS)]
    values += [
        subject_word in _FIRST_PERSON,
        subject_word in _SECOND_PERSON,
        subject_word in _DUMMY,
        is_quoted,
        token.text[0].isupper(),
        depth / 5,
        around.is_conditional,
        around.determiner in _DEFINITE,
        around.determiner in _INDEFINITE,
        not around.determiner,
        around.has_possessor,
        around.has_number,
        token.i in listed,
        *one_hot(listed.get(token.i, ""), _TYPES),
    ]
    return values


def _sentence_features(sentence: Sentence, document: Document) -> list[float]:
    """What all words of a sentence share: where it stands and what it mentions."""
    words = {token.lower for token in sentence.tokens}
    labels = {token.label for token in sentence.tokens}
    return [
        sentence.index / max(1, len(document.sentences)),
        min(sentence.index, 10) / 10,
        math.exp(-sentence.index / 3),
        len(sentence.tokens) / 40,
        not words.isdisjoint(_SECOND_PERSON),
        not words.isdisjoint(_FIRST_PERSON),
        "?" in words,
        not words.isdisjoint(_HYPOTHETICAL),
        *(label in labels for label in ("PERSON", "ORG", "GPE", "DATE")),
    ]


def mean_vectors(document: Document) -> tuple[Floats, Floats]:
    """The mean vectors of the meaningful words, leading dimensions only.

    Returns:
        (sentences, CONTEXT_DIMENSIONS) of each sentence and (CONTEXT_DIMENSIONS,) of the article; zeros without words.
    """
    unknown = len(vectors()) - 1
    known = [
        (token.sentence.index, row)
        for token in document.tokens
        if token.pos in _MEANINGFUL_POS and (row := vector_row(token.lemma.lower())) != unknown
    ]
    means = np.zeros((len(document.sentences), CONTEXT_DIMENSIONS), np.float32)
    if not known:
        return means, np.zeros(CONTEXT_DIMENSIONS, np.float32)
    sentences, rows = np.array(known).T
    found = vectors()[rows, :CONTEXT_DIMENSIONS]
    own, firsts, counts = np.unique(sentences, return_index=True, return_counts=True)
    sums = np.add.reduceat(found, firsts)
    means[own] = _MEAN_SCALE * sums / counts[:, None]
    article: Floats = np.float32(_MEAN_SCALE / len(known)) * sums.sum(axis=0)
    return means, article


def mean_vector(rows: Sequence[int]) -> Floats:
    """(CONTEXT_DIMENSIONS,): the mean vector of words by their rows, leading dimensions only; zeros without words."""
    known = [row for row in rows if row != len(vectors()) - 1]
    if not known:
        return np.zeros(CONTEXT_DIMENSIONS, np.float32)
    mean: Floats = _MEAN_SCALE * vectors()[known, :CONTEXT_DIMENSIONS].mean(axis=0, dtype=np.float32)
    return mean

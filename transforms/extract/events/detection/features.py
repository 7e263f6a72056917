"""The features of the words that may tell events: the words around them, the parse, the sentence and the article."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from schemas.codebook import EVENT_TYPES
from transforms.extract.document import Document, Token
from transforms.extract.events.detection.nearby_types import nearby_types
from transforms.extract.events.detection.words import (
    NO_EVENT,
    VECTOR_SIZE,
    context_row,
    is_eventful,
    prior_keys,
    priors,
    vector_row,
    vector_rows,
    vectors,
)
from transforms.extract.events.networks import Floats, OneHot, binary_features
from transforms.extract.languages.load import load_toml, word_set
from transforms.extract.quotes.passages import quoted_tokens

CONTENT_POS = frozenset(("VERB", "NOUN", "ADJ"))
"""Parts of speech of the words that may tell events."""
CONTEXT_DIMENSIONS = 40
"""Leading dimensions of the mean vectors of sentence, article and title."""
_MEAN_SCALE = 2
"""Makes mean vectors about as large as the other inputs."""
_MEANINGFUL_POS = CONTENT_POS | {"PROPN"}
_POS = OneHot(("VERB", "NOUN", "ADJ"))
_TAGS = OneHot(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "NN", "NNS", "JJ"))
_DEPS = OneHot(
    (
        *("ROOT", "acl", "advcl", "amod", "appos", "attr", "ccomp", "compound", "conj", "dobj", "nsubj", "nsubjpass"),
        *("pcomp", "pobj", "relcl", "xcomp", "oprd", "poss", "npadvmod", "dep"),
    )
)
_LABELS = OneHot(("PERSON", "ORG", "GPE", "NORP", "DATE", "MONEY"))
_NO_WORD = bytes((True, False)) + _LABELS[""]
_AUXILIARIES = tuple(load_toml("detection.toml")["words"]["auxiliaries"].split())
_FIRST_PERSON = word_set("detection.toml", "words", "first_person")
_SECOND_PERSON = word_set("detection.toml", "words", "second_person")
_DUMMY = word_set("detection.toml", "words", "dummy")
_CONDITIONAL = word_set("detection.toml", "words", "conditional")
_DEFINITE = word_set("detection.toml", "words", "definite")
_INDEFINITE = word_set("detection.toml", "words", "indefinite")
_HYPOTHETICAL = word_set("detection.toml", "words", "hypothetical")
_SENTENCE_WORDS = (_SECOND_PERSON, _FIRST_PERSON, frozenset("?"), _HYPOTHETICAL)
_ANY_SENTENCE_WORD = frozenset().union(*_SENTENCE_WORDS)
_SENTENCE_LABELS = ("PERSON", "ORG", "GPE", "DATE")

_TYPES = OneHot(EVENT_TYPES)
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
_NO_AUXILIARIES = bytes(len(_AUXILIARIES))
_DEPTH = sum(len(names[""]) for names in (_POS, _TAGS, _DEPS)) + len(_AUXILIARIES) + len(_ARGUMENTS) * len(_NO_WORD) + 5
"""Column of a word's depth in the parse among those of `_plain`."""
_MODIFIER_DEPS = frozenset(("amod", "compound", "poss", "nmod", "det", "advmod"))
_CLAUSE_DEPS = frozenset(("ccomp", "xcomp"))
_AUXILIARY_DEPS = frozenset(("aux", "auxpass", "neg"))
_MARK_DEPS = frozenset(("mark", "advmod"))
PRIOR_COLUMNS = slice(len(_RELATIONS) * VECTOR_SIZE, len(_RELATIONS) * VECTOR_SIZE + NO_EVENT + 1)
"""Columns of the probabilities that the word has in general."""


class Neighbours(NamedTuple):
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
    is_likely = [pos in CONTENT_POS and is_eventful(lemma.lower(), pos, threshold) for lemma, _, pos in document.forms]
    found = {token.i for token in document.tokens_of_forms(is_likely)}.union(listed)
    return [token for i in sorted(found) if (token := document.tokens[i]).pos in CONTENT_POS]


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
    unknown, row_of = len(vectors()) - 1, vector_rows(document)
    rows = [unknown if word is None else row_of[word.form] for one in around for word in one.words.values()]
    embedded = vectors()[rows].reshape(len(tokens), -1)
    known = prior_inputs(priors()[[context_row(*_context_of(one)) for one in around]])
    own_sentence = [token.sentence.index for token in tokens]
    sentence_means, article_mean = mean_vectors(document)
    title = [vector_row(word.lower()) for word in (document.article.title or "").split()]
    of_article = np.concatenate([article_mean, mean_vector(title)])
    quoted = quoted_tokens(document)
    plain = binary_features([_plain(one, token.i in quoted, listed) for token, one in zip(tokens, around, strict=True)])
    plain[:, _DEPTH] = [sum(1 for _ in token.ancestors()) / 5 for token in tokens]
    types = nearby_types(document, tokens, [one.words for one in around], listed)
    of_context = np.hstack([_sentence_features(document), sentence_means])[own_sentence]
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
    return prior_keys(*_context_of(around))


def _context_of(around: Neighbours) -> tuple[str, str, str, str]:
    """A word and what its priors depend on, as `prior_keys` takes them."""
    token, particle, patient = around.words["self"], around.words["particle"], around.words["object"]
    assert token is not None
    return (
        token.lemma.lower(),
        token.pos,
        particle.lower if particle is not None else "",
        patient.lemma.lower() if patient is not None else "",
    )


def _plain(around: Neighbours, is_quoted: bool, listed: Mapping[int, str]) -> bytes:
    """What is neither a vector nor shared by the sentence; the place of its depth in the parse is left open."""
    token, subject = around.words["self"], around.words["subject"]
    assert token is not None
    subject_word = subject.lower if subject is not None else ""
    auxiliaries, determiner = around.auxiliaries, around.determiner
    arguments = [
        _NO_WORD if word is None else bytes((False, word.pos == "PRON")) + _LABELS[word.label]
        for word in map(around.words.__getitem__, _ARGUMENTS)
    ]
    return b"".join(
        (
            _POS[token.pos],
            _TAGS[token.tag],
            _DEPS[token.dep],
            bytes([word in auxiliaries for word in _AUXILIARIES]) if auxiliaries else _NO_AUXILIARIES,
            *arguments,
            bytes(
                (
                    subject_word in _FIRST_PERSON,
                    subject_word in _SECOND_PERSON,
                    subject_word in _DUMMY,
                    is_quoted,
                    token.text[0].isupper(),
                    False,  # `_DEPTH`
                    around.is_conditional,
                    determiner in _DEFINITE,
                    determiner in _INDEFINITE,
                    not determiner,
                    around.has_possessor,
                    around.has_number,
                    token.i in listed,
                )
            ),
            _TYPES[listed.get(token.i, "")],
        )
    )


def _sentence_features(document: Document) -> Floats:
    """(sentences, features): what all words of a sentence share, where it stands and what it mentions."""
    sentences = document.sentences
    places = [
        (index / max(1, len(sentences)), min(index, 10) / 10, math.exp(-index / 3), len(sentence.tokens) / 40)
        for index, sentence in enumerate(sentences)
    ]
    found = np.zeros((len(sentences), len(places[0]) + len(_SENTENCE_WORDS) + len(_SENTENCE_LABELS)), np.float32)
    found[:, : len(places[0])] = places
    of_words = {
        form: [column for column, words in enumerate(_SENTENCE_WORDS, len(places[0])) if lower in words]
        for form, (_, lower, _) in enumerate(document.forms)
        if lower in _ANY_SENTENCE_WORD
    }
    of_labels = {label: column for column, label in enumerate(_SENTENCE_LABELS, len(places[0]) + len(_SENTENCE_WORDS))}
    cells = [
        (token.sentence.index, column)
        for token in document.tokens_of_forms([form in of_words for form in range(len(document.forms))])
        for column in of_words[token.form]
    ]
    cells += [(token.sentence.index, of_labels[token.label]) for token in document.tokens if token.label in of_labels]
    if cells:
        found[tuple(zip(*cells, strict=True))] = 1
    return found


def mean_vectors(document: Document) -> tuple[Floats, Floats]:
    """The mean vectors of the meaningful words, leading dimensions only.

    Returns:
        (sentences, CONTEXT_DIMENSIONS) of each sentence and (CONTEXT_DIMENSIONS,) of the article; zeros without words.
    """
    unknown = len(vectors()) - 1
    row_of = [
        row if pos in _MEANINGFUL_POS else unknown
        for (_, _, pos), row in zip(document.forms, vector_rows(document), strict=True)
    ]
    rows = np.array(row_of)[document.form_numbers]
    known = rows != unknown
    rows, sentences = rows[known], _sentence_numbers(document)[known]
    means = np.zeros((len(document.sentences), CONTEXT_DIMENSIONS), np.float32)
    if not len(rows):
        return means, np.zeros(CONTEXT_DIMENSIONS, np.float32)
    found = vectors()[rows, :CONTEXT_DIMENSIONS]
    firsts = np.flatnonzero(np.diff(sentences, prepend=-1))
    counts = np.diff(firsts, append=len(sentences))
    sums = np.add.reduceat(found, firsts)
    means[sentences[firsts]] = _MEAN_SCALE * sums / counts[:, None]
    article: Floats = np.float32(_MEAN_SCALE / len(rows)) * sums.sum(axis=0)
    return means, article


def _sentence_numbers(document: Document) -> npt.NDArray[np.intp]:
    """(tokens,): the index of each token's sentence."""
    return np.repeat(np.arange(len(document.sentences)), [len(sentence.tokens) for sentence in document.sentences])


def mean_vector(rows: Sequence[int]) -> Floats:
    """(CONTEXT_DIMENSIONS,): the mean vector of words by their rows, leading dimensions only; zeros without words."""
    known = [row for row in rows if row != len(vectors()) - 1]
    if not known:
        return np.zeros(CONTEXT_DIMENSIONS, np.float32)
    mean: Floats = _MEAN_SCALE * vectors()[known, :CONTEXT_DIMENSIONS].mean(axis=0, dtype=np.float32)
    return mean

"""What is known of an event before its place is, as features by which its place is chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from schemas.codebook import EVENT_TYPES
from schemas.rows.event import Participant
from transforms.extract.document import Document, Sentence
from transforms.extract.events.claims.modality import FACTUAL, NON_FACTUAL
from transforms.extract.events.main_event import is_main_event
from transforms.extract.events.networks import Floats, OneHot
from transforms.extract.events.setting.place_candidates import Candidates
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.embedding import embedding_depth
from transforms.extract.languages.load import word_set
from transforms.extract.quotes.passages import quoted_tokens

MODALITIES = (*sorted(FACTUAL), *sorted(NON_FACTUAL), "historical")
_MODALITIES = OneHot(MODALITIES)
_TYPES = OneHot(EVENT_TYPES)
_TAGS = OneHot(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "NN", "NNS"))
_DATE_BASES = OneHot(("explicit", "relative", "publication"))
_SECTORS = OneHot(("GOV", "COP", "JUD", "LEG", "MIL", "CVL", "BUS", "CRM", "REB", "UNK"))
_RELATIONS = (("ROOT",), ("pobj", "dobj"), ("relcl", "acl", "advcl"), ("ccomp", "xcomp", "pcomp"), ("compound",))
_DETERMINERS = OneHot(("the", "a", ""))
_LEVELS = tuple(word_set("setting.toml", "place", name) for name in ("national", "regional", "local"))
_RELATION_ROWS = {
    dep: [float(dep in relation) for relation in _RELATIONS] for relation in _RELATIONS for dep in relation
}
_NO_RELATION = [0.0] * len(_RELATIONS)


@dataclass(frozen=True, slots=True)
class Situation:
    """An event as far as it is known before its place is.

    Attributes:
        match: Its trigger.
        modality: Its modality.
        has_casualties: Whether casualties are counted for it.
        actors: Who did it.
        recipients: To whom it was done.
        date_basis: What its date was read from; None without one.
        is_attributed: Whether somebody is named as the source.
    """

    match: TriggerMatch
    modality: str
    has_casualties: bool = False
    actors: tuple[Participant, ...] = ()
    recipients: tuple[Participant, ...] = ()
    date_basis: str | None = None
    is_attributed: bool = False


def event_features(
    document: Document, situations: Sequence[Situation], wanted: Iterable[int], candidates: Candidates
) -> Floats:
    """(wanted events, features): what is known of an event without any place."""
    of_article = [
        min(len(situations), 60) / 60,
        min(len(candidates.firsts), 20) / 20,
        min(len(document.sentences), 60) / 60,
        bool((candidates.sentences < 0).any()),
    ]
    own = [situations[index] for index in wanted]
    sentences = {one.match.token.sentence.index: one.match.token.sentence for one in own}
    of_sentence = {index: _sentence_features(sentence, document, candidates) for index, sentence in sentences.items()}
    rows = [[*_own_features(document, one), *of_sentence[one.match.token.sentence.index], *of_article] for one in own]
    return np.array(rows, np.float32)


def _own_features(document: Document, situation: Situation) -> list[float]:
    match, token = situation.match, situation.match.token
    children = {child.lower for child in token.children if child.dep in ("aux", "auxpass")}
    determiner = next((child.lower for child in token.children if child.dep == "det"), "")
    return [
        *_TYPES[match.event_type],
        *_MODALITIES[situation.modality],
        *_TAGS[token.tag],
        situation.has_casualties,
        is_main_event(document, match.tokens),
        token.i in quoted_tokens(document),
        bool(situation.actors),
        bool(situation.recipients),
        *_DATE_BASES[situation.date_basis or ""],
        situation.is_attributed,
        *_sectors(situation.actors),
        *_sectors(situation.recipients),
        any(one.entity_id is not None for one in situation.actors),
        any(one.entity_id is not None for one in situation.recipients),
        match.entry.pos == "NOUN",
        *_DETERMINERS[determiner],
        not children.isdisjoint(("have", "has", "had")),
        embedding_depth(document, token) / 3,
        *_RELATION_ROWS.get(token.dep, _NO_RELATION),
    ]


def _sectors(people: Sequence[Participant]) -> Sequence[float]:
    rows = [_SECTORS[one.sector or ""] for one in people] or [_SECTORS[""]]
    return rows[0] if len(rows) == 1 else list(map(max, *rows))


def _sentence_features(sentence: Sentence, document: Document, candidates: Candidates) -> list[float]:
    words = {token.lower for token in sentence.tokens}
    return [
        sentence.index / max(1, len(document.sentences)),
        float(np.exp(-sentence.index / 3)),
        sentence.index in candidates.by_sentence,
        min(len(sentence.tokens), 60) / 60,
        *(not words.isdisjoint(level) for level in _LEVELS),
    ]

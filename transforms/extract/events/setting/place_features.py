"""The features by which the place of an event is chosen: of the event, and of each place as seen from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from transforms.extract.document import Document, Token
from transforms.extract.events.detection.words import TYPE_COLUMNS
from transforms.extract.events.main_event import is_main_event, is_response_to
from transforms.extract.events.networks import Floats
from transforms.extract.events.setting.event_features import Situation, event_features
from transforms.extract.events.setting.place_candidates import Candidates, Integers, place_candidates
from transforms.extract.events.setting.place_mentions import TOWN_PART
from transforms.extract.events.setting.place_syntax import (
    belongs_to_noun,
    is_affected,
    is_destination,
    is_of_subject,
    names_event,
)
from transforms.extract.grammar.clauses import steps_to

_IN_SENTENCE = 10
"""Features of a mention in the event's sentence."""
_CLAUSE = slice(0, 3)
_BLOCK = 128
"""Events whose features are computed at a time."""
_MAIN = 2
"""Place of the main event among the ways in which events are alike."""
_SENTENCES_BEFORE = 2
"""Sentences before an event's whose events are near."""
_AROUND = 3
"""Sentences within which mentions of a place are counted."""
_NEVER = -2


@dataclass(frozen=True, slots=True)
class Choices:
    """Some events of an article and the places that they may have happened at.

    Attributes:
        situations: The events.
        candidates: The places.
        nearest: (events, places), index of the mention of each place that is nearest to each event.
        in_clause: (events, mentions), 1 where a mention is the place of the event's clause.
        of_event: (events, features).
        of_pair: (events, places, features).
    """

    situations: Sequence[Situation]
    candidates: Candidates
    nearest: Integers
    in_clause: Floats
    of_event: Floats
    of_pair: Floats


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The mentions in the sentences of events, one for each event and mention.

    Attributes:
        event: (neighbours,), index of the event, ascending.
        mention: (neighbours,), index of the mention.
        syntax: (neighbours, features), how the mention stands to the event; the first three features put it in the
            event's clause.
    """

    event: Integers
    mention: Integers
    syntax: Floats

    @property
    def in_clause(self) -> Floats:
        """(neighbours,), 1 for the places of the events' clauses."""
        return np.asarray(self.syntax[:, _CLAUSE].max(axis=1, initial=0))

    def of_events(self, events: Sequence[int]) -> "_Neighbours":
        """Those of some events, which are numbered anew in the given order."""
        firsts, lasts = (np.searchsorted(self.event, events, side).tolist() for side in ("left", "right"))
        own = [index for first, last in zip(firsts, lasts, strict=True) for index in range(first, last)]
        counts = [last - first for first, last in zip(firsts, lasts, strict=True)]
        return _Neighbours(np.repeat(np.arange(len(events)), counts), self.mention[own], self.syntax[own])


def place_choices(
    document: Document, situations: Sequence[Situation], wanted: Sequence[int] | None = None
) -> Iterator[Choices]:
    """What the places of events are chosen from; nothing if the article names no place, or there are no events.

    A live blog has thousands of events and hundreds of places; in blocks, the arrays of their pairs stay small.

    Args:
        document: The article.
        situations: All its events: what one says of where it happened is evidence for others.
        wanted: Indices of those whose choices are asked for; all by default.

    Yields:
        The choices of `_BLOCK` of these at a time, in the given order.
    """
    wanted = range(len(situations)) if wanted is None else wanted
    candidates = place_candidates(document)
    if candidates is None or not wanted:
        return
    neighbours = _neighbours(situations, candidates)
    told = _TellingsOfPlaces(document, situations, _in_clause_by_place(len(situations), candidates, neighbours))
    of_event = event_features(document, situations, wanted, candidates)
    for first in range(0, len(wanted), _BLOCK):
        block = wanted[first : first + _BLOCK]
        yield _choices(
            document,
            [situations[index] for index in block],
            candidates,
            neighbours.of_events(block),
            of_event[first : first + _BLOCK],
            told.elsewhere(np.array(block)),
        )


def _choices(
    document: Document,
    situations: Sequence[Situation],
    candidates: Candidates,
    neighbours: _Neighbours,
    of_event: Floats,
    told_elsewhere: Floats,
) -> Choices:
    at = np.array([one.match.token.sentence.index for one in situations])
    apart = np.abs(candidates.sentences - at[:, None])
    nearest = _nearest(candidates, apart, neighbours)
    in_clause = np.zeros((len(situations), len(candidates.mentions)), np.float32)
    in_clause[neighbours.event, neighbours.mention] = neighbours.in_clause
    parts = [
        _syntax_of_nearest(candidates, neighbours, nearest),
        candidates.of_mention[nearest],
        _distances(document, situations, candidates, apart, nearest),
        _of_participants(situations, candidates, nearest),
        told_elsewhere,
    ]
    return Choices(situations, candidates, nearest, in_clause, of_event, np.concatenate(parts, axis=2))


def _neighbours(situations: Sequence[Situation], candidates: Candidates) -> _Neighbours:
    events, mentions, syntax = [], [], []
    for row, situation in enumerate(situations):
        for index in candidates.by_sentence.get(situation.match.token.sentence.index, ()):
            mention = candidates.mentions[index]
            if mention.head is not None:
                events.append(row)
                mentions.append(index)
                syntax.append(_syntax(situation.match.tokens, mention.head, mention.strength))
    return _Neighbours(
        np.array(events, np.int64),
        np.array(mentions, np.int64),
        np.array(syntax, np.float32).reshape(len(syntax), _IN_SENTENCE),
    )


def _syntax(tokens: Sequence[Token], head: Token, strength: int) -> list[float]:
    steps = steps_to(head, tokens)
    responds = is_response_to(tokens, head)
    return [
        (steps is not None and strength > 0 and not responds) or names_event(head, tokens),
        is_affected(head, tokens),
        is_destination(head, tokens),
        steps is not None,
        0.0 if steps is None else 1 / (1 + steps),
        belongs_to_noun(head, tokens),
        head.i > tokens[0].i,
        1 / (1 + abs(head.i - tokens[0].i) / 4),
        is_of_subject(head),
        responds,
    ]


def _nearest(candidates: Candidates, apart: Integers, neighbours: _Neighbours) -> Integers:
    """(events, places): the mention of each place in the nearest sentence; there that of the event's clause first."""
    count = len(candidates.mentions)
    preference = 3 - candidates.strengths + candidates.kinds
    keys = (apart * 8 + preference) * count + np.arange(count)
    own = np.where(
        neighbours.syntax[:, 0] > 0, 0, np.where(neighbours.in_clause > 0, 1, preference[neighbours.mention])
    )
    keys[neighbours.event, neighbours.mention] = own * count + neighbours.mention  # in the event's sentence
    nearest: Integers = np.minimum.reduceat(keys, candidates.firsts, axis=1) % count
    return nearest


def _syntax_of_nearest(candidates: Candidates, neighbours: _Neighbours, nearest: Integers) -> Floats:
    """(events, places, features): how the nearest mentions stand to the events; zeros outside their sentences."""
    found = np.zeros((*nearest.shape, _IN_SENTENCE), np.float32)
    place = candidates.places[neighbours.mention]
    is_nearest = nearest[neighbours.event, place] == neighbours.mention
    found[neighbours.event[is_nearest], place[is_nearest]] = neighbours.syntax[is_nearest]
    return found


def _in_clause_by_place(events: int, candidates: Candidates, neighbours: _Neighbours) -> Floats:
    """(events, places): 1 where an event's clause names a place."""
    found = np.zeros((events, len(candidates.firsts)), np.float32)
    is_named = neighbours.in_clause > 0
    found[neighbours.event[is_named], candidates.places[neighbours.mention[is_named]]] = 1
    return found


def _distances(
    document: Document, situations: Sequence[Situation], candidates: Candidates, apart: Integers, nearest: Integers
) -> Floats:
    """(events, places, features): how far each place is, and which others are near or between."""
    least = np.take_along_axis(apart, nearest, axis=1)
    triggers = np.array([one.match.token.i for one in situations])[:, None]
    paragraphs = np.array([-1, *(sentence.paragraph for sentence in document.sentences)])
    own_paragraph = np.array([one.match.token.sentence.paragraph for one in situations])[:, None]
    around = np.add.reduceat(apart <= _AROUND, candidates.firsts, axis=1, dtype=np.float32)
    is_before = (candidates.tokens < triggers) & (candidates.strengths > 0)
    last = np.maximum.reduceat(np.where(is_before, candidates.tokens, _NEVER), candidates.firsts, axis=1)
    is_town = candidates.granularity <= TOWN_PART
    last_town = np.where(is_town, last, _NEVER)
    town_distance = np.where(is_town, least, len(document.sentences) + 1)
    here, close = (least == 0).astype(np.float32), (least <= 2).astype(np.float32)
    return np.stack(
        [
            here,
            least == 1,
            np.exp(-least / 2),
            np.exp(-least / 8),
            candidates.tokens[nearest] > triggers,
            (paragraphs[candidates.sentences[nearest] + 1] == own_paragraph) & (least > 0),
            np.log1p(around) / 2,
            (last == last.max(axis=1, keepdims=True)) & (last > _NEVER),
            (last_town == last_town.max(axis=1, keepdims=True)) & (last_town > _NEVER),
            least == least.min(axis=1, keepdims=True),
            (town_distance == town_distance.min(axis=1, keepdims=True)) & is_town,
            here @ candidates.contains.T > 0,
            here @ candidates.contains > 0,
            close @ candidates.contains.T > 0,
            close @ candidates.contains > 0,
            here.sum(axis=1, keepdims=True) - here > 0,
        ],
        axis=2,
        dtype=np.float32,
    )


def _of_participants(situations: Sequence[Situation], candidates: Candidates, nearest: Integers) -> Floats:
    """(events, places, features): whether a place is in the country of an actor or recipient, or named in one."""
    starts = candidates.starts[nearest]
    found = np.zeros((*nearest.shape, 4), np.float32)
    for row, situation in enumerate(situations):
        for column, people in enumerate((situation.actors, situation.recipients)):
            own = {one.country_code for one in people if one.country_code}
            if own:
                found[row, :, 2 * column] = [code in own for code in candidates.country_codes]
            for one in people:
                found[row, :, 2 * column + 1] += (one.start <= starts[row]) & (starts[row] < one.end)
    return found


class _TellingsOfPlaces:
    """How far the clauses of other events, alike or near, name each place.

    Args:
        document: The article.
        situations: All its events.
        named: (events, places), 1 where an event's clause names a place.
    """

    def __init__(self, document: Document, situations: Sequence[Situation], named: Floats) -> None:
        lemmas = [one.match.token.lemma.lower() for one in situations]
        numbers = {lemma: number for number, lemma in enumerate(dict.fromkeys(lemmas))}
        self._named = named
        self._groups = [
            np.array([numbers[lemma] for lemma in lemmas]),
            np.array([TYPE_COLUMNS[one.match.event_type] for one in situations]),
            np.array([is_main_event(document, one.match.tokens) for one in situations], np.int64),
            np.zeros(len(situations), np.int64),
        ]
        self._votes = [_sums(group, named) for group in self._groups]
        self._at = np.array([one.match.token.sentence.index for one in situations])
        by_sentence = _sums(self._at + _SENTENCES_BEFORE + 1, named)
        self._until = by_sentence.cumsum(axis=0)

    def elsewhere(self, block: Integers) -> Floats:
        """(events, places, features): for each of some events, whether others name a place, and which share of them."""
        own, at = self._named[block], self._at[block]
        lemma, event_type, main, every = (
            votes[group[block]] - own for votes, group in zip(self._votes, self._groups, strict=True)
        )
        main[self._groups[_MAIN][block] == 0] = 0  # no event is alike for not being the main one
        near = self._until[at + _SENTENCES_BEFORE + 1] - self._until[at] - own
        found = []
        for votes in (lemma, event_type, main, near, every):
            found += [votes > 0, votes / np.maximum(votes.sum(axis=1, keepdims=True), 1)]
        return np.stack(found, axis=2, dtype=np.float32)


def _sums(groups: Integers, rows: Floats) -> Floats:
    """(groups, columns): the sum of the rows of each group."""
    found = np.zeros((int(groups.max()) + 1, rows.shape[1]), np.float32)
    np.add.at(found, groups, rows)
    return found

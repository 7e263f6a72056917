"""Where an event happened: the likeliest of the places that the article names, and the site that its clause names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from schemas.rows.event import Location
from transforms.extract.document import Document, Sentence, Token
from transforms.extract.events.main_event import is_main_event
from transforms.extract.events.setting.event_features import Situation
from transforms.extract.events.setting.place_candidates import ADJECTIVE, Candidates
from transforms.extract.events.setting.place_features import Choices, place_choices
from transforms.extract.events.setting.place_mentions import main_event_place, place_mentions_by_sentence
from transforms.extract.events.setting.place_network import load_place_networks, place_probabilities
from transforms.extract.events.setting.sites import site_of
from transforms.extract.grammar.noun_phrases import noun_phrase_span

COUNTRY_THRESHOLD = 0.68
"""Least probability of the country that the place lies in."""
PLACE_THRESHOLD = 0.3
"""Least probability of the place itself and of others in its division."""
SITE_THRESHOLD = 0.6
"""Least probability that an event happened at any place, from which on a site of its clause is given without one."""

_MOST_BETWEEN = 3
"""Code points between a place and the one that says where it lies, a comma among them."""


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where an event happened.

    Attributes:
        location: The words and the place; None if unknown.
        basis: Where the place was read: clause, sentence, paragraph or article; None without a location.
        is_somewhere: Whether it probably happened at a certain place, known or not.
    """

    location: Location | None = None
    basis: str | None = None
    is_somewhere: bool = True


def event_places(document: Document, situations: Sequence[Situation], wanted: Sequence[int]) -> list[EventPlace]:
    """Where the events of an article happened.

    Args:
        document: The article.
        situations: All its events.
        wanted: Indices of those whose places are asked for.

    Returns:
        One for each of these. For a site that the gazetteer does not have ('at the bus station'), the site's words with
        the town it lies in, if that is known; the basis is then the town's.
    """
    chosen = [place for choices in place_choices(document, situations, wanted) for place in _chosen(document, choices)]
    chosen = chosen or [EventPlace()] * len(wanted)
    own = [situations[index] for index in wanted]
    chosen = [_with_main_event(document, one, place) for one, place in zip(own, chosen, strict=True)]
    return [
        place if (site := site_of(document, one.match.tokens)) is None else _at_site(document, site, place)
        for one, place in zip(own, chosen, strict=True)
    ]


def _chosen(document: Document, choices: Choices) -> list[EventPlace]:
    """The likeliest place of each event, if it is likely enough."""
    candidates = choices.candidates
    likely = place_probabilities(choices.of_event, candidates.of_place, choices.of_pair, load_place_networks())
    in_country, in_division = likely @ candidates.same_country, likely @ candidates.same_division
    is_best = in_division >= in_division.max(axis=1, keepdims=True) - 1e-6
    best = np.where(is_best, likely, -1).argmax(axis=1)
    found = []
    for row, (situation, place) in enumerate(zip(choices.situations, best.tolist(), strict=True)):
        if in_country[row, place] < COUNTRY_THRESHOLD or in_division[row, place] < PLACE_THRESHOLD:
            found.append(EventPlace(is_somewhere=bool(likely[row].sum() >= SITE_THRESHOLD)))
            continue
        index = _mention(choices, row, place, situation.match.token.sentence)
        index = _inner_place(document, candidates, place, index)
        mention = candidates.mentions[index]
        sentence = mention.head.sentence if mention.head is not None else None
        basis = _basis(sentence, situation.match.token.sentence, is_clause=choices.in_clause[row, index] > 0)
        found.append(EventPlace(mention.location, basis))
    return found


def _with_main_event(document: Document, situation: Situation, place: EventPlace) -> EventPlace:
    """The place of the main event for what counts its casualties, unless the clause names a town."""
    main = main_event_place(document)
    if main is None or not situation.has_casualties or not is_main_event(document, situation.match.tokens):
        return place
    feature = place.location.feature if place.location is not None else None
    names_town = place.basis == "clause" and (feature or "").startswith("PPL")
    return place if names_town else EventPlace(main, "article")


def _mention(choices: Choices, row: int, place: int, sentence: Sentence) -> int:
    """The mention of a place nearest to an event; one that is only an adjective if there is no other."""
    candidates, nearest = choices.candidates, int(choices.nearest[row, place])
    if candidates.kinds[nearest] != ADJECTIVE:
        return nearest
    named = [index for index in candidates.mentions_of(place) if candidates.kinds[index] != ADJECTIVE]
    return min(named, key=lambda index: abs(int(candidates.sentences[index]) - sentence.index), default=nearest)


def _inner_place(document: Document, candidates: Candidates, place: int, index: int) -> int:
    """The mention of the place in front of one that only says where it lies: 'Lyon' of 'Lyon, France'.

    Args:
        document: The article.
        candidates: Its places.
        place: Index of the outer place.
        index: Index of its mention.
    """
    start = candidates.mentions[index].location.start
    for inner in candidates.contains[place].nonzero()[0].tolist():
        for other in candidates.mentions_of(inner):
            location = candidates.mentions[other].location
            if 0 < start - location.end <= _MOST_BETWEEN and document.text[location.end : start].strip() == ",":
                return other
    return index


def _basis(sentence: Sentence | None, own: Sentence, *, is_clause: bool) -> str:
    if sentence is None:
        return "article"
    if sentence is own:
        return "clause" if is_clause else "sentence"
    return "paragraph" if sentence.paragraph == own.paragraph else "article"


def _at_site(document: Document, site: Token, place: EventPlace) -> EventPlace:
    """A place once the clause's site is taken into account."""
    location, basis = place.location, place.basis
    mentions = place_mentions_by_sentence(document).get(site.sentence.index, ())
    resolved = next((mention for mention in mentions if mention.head is site), None)
    if resolved is not None and basis != "clause":
        return EventPlace(resolved.location, "clause")
    start, end = noun_phrase_span(site)
    words = Location(text=document.text[start:end], start=start, end=end)
    if location is None:
        return EventPlace(words, "clause") if place.is_somewhere else place
    if basis == "clause" and site.label in ("GPE", "LOC") and not start <= location.start < end:
        return place  # 'the town of Leeds, in northern England'
    return EventPlace(replace(location, text=words.text, start=start, end=end), basis)

"""Where an event happened: the place or site its clause names, else one from a wider passage, at last the article's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas.codebook import HARM_TYPES
from schemas.rows.event import Location
from transforms.extract.document import Document, Sentence, Token, per_document
from transforms.extract.entities.places.main_place import main_place
from transforms.extract.events.claims.modality import FACTUAL
from transforms.extract.events.main_event import is_main_event, is_response_to
from transforms.extract.events.setting.news import reports_news, retells_news
from transforms.extract.events.setting.place_mentions import (
    COUNTRY,
    DIVISION,
    TOWN,
    TOWN_PART,
    PlaceMention,
    locative_strength,
    main_event_place,
    place_mentions,
    place_mentions_by_sentence,
)
from transforms.extract.events.setting.sites import site_of
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.clauses import steps_to
from transforms.extract.grammar.labels import SUBJECTS, VERBAL
from transforms.extract.grammar.noun_phrases import noun_phrase_span
from transforms.extract.languages.load import word_set

PLACELESS = frozenset(("ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "AGREE", "CONCEDE", "TRADE", "SANCTION"))
"""Types of statements and dealings: they happen wherever those are who make them."""
PHYSICAL = HARM_TYPES | {"CRIME", "PROTEST", "STATE_CONTROL"}
"""Types of what happens on the spot, whoever tells of it."""
PARAGRAPH_SENTENCES = 2
"""Sentences from an event within which a place of its paragraph is taken."""
_AFFECTING_VERBS = word_set("setting.toml", "place", "affecting")
_MOTION = word_set("setting.toml", "place", "motion")
_WITHIN_TOWN = word_set("setting.toml", "place", "within_town")
_TOWN_NOUNS = word_set("setting.toml", "place", "town_nouns")
_PRENOMINAL = frozenset(("compound", "poss", "nmod", "amod"))
_MAX_STEPS = 6


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where an event happened.

    Attributes:
        location: The words and the place; None if unknown.
        basis: Where the place was read: clause, sentence, paragraph or article; None without a location.
        candidate_basis: The basis as it would be if every event inherited the article's location.
    """

    location: Location | None
    basis: str | None
    candidate_basis: str | None


def event_place(document: Document, match: TriggerMatch, modality: str, *, has_casualties: bool) -> EventPlace:
    """Where an event happened.

    Args:
        document: The article.
        match: The event's trigger.
        modality: The event's modality.
        has_casualties: Whether casualties are counted for it.

    Returns:
        For a site that the gazetteer does not have ('at the bus station'), the site's words with the town it lies in,
        if that is known; the basis is then the town's.
    """
    location, candidate_basis = candidate_place(document, match.tokens) or (None, None)
    basis = candidate_basis
    if basis in ("paragraph", "article") and not (
        inherits_article_location(document, match, modality, has_casualties=has_casualties)
        and (match.event_type in PHYSICAL or not _is_country(location))
    ):
        location = basis = None
    site = site_of(document, match.tokens)
    if site is not None:
        location, basis = _at_site(document, site, location, basis)
    is_statement = location is not None and match.event_type in PLACELESS
    if is_statement and (basis == "sentence" or _is_of_subject(document, location)):
        location = basis = None
    return EventPlace(location, basis, candidate_basis)


def inherits_article_location(document: Document, match: TriggerMatch, modality: str, *, has_casualties: bool) -> bool:
    """Whether an event whose own clause and sentence name no place takes the article's.

    The article's place says where its own news happened, not where somebody elsewhere condemned it, where something
    happened in another year, or where a feared event may happen.

    Args:
        document: The article.
        match: The event's trigger.
        modality: The event's modality.
        has_casualties: Whether casualties are counted for it.
    """
    if match.event_type in PLACELESS:
        return False
    is_news = reports_news(document, match.token.sentence)
    is_factual, is_physical = modality in FACTUAL, match.event_type in PHYSICAL
    if modality == "historical":
        return False
    if is_news:
        return is_factual or is_physical
    if not (is_factual and is_physical):
        return False
    if has_casualties or is_main_event(document, match.tokens):
        return True
    return retells_news(document, match)


def _at_site(
    document: Document, site: Token, location: Location | None, basis: str | None
) -> tuple[Location | None, str | None]:
    """The location and its basis once the clause's site is taken into account."""
    mentions = place_mentions_by_sentence(document).get(site.sentence.index, ())
    resolved = next((mention for mention in mentions if mention.head is site), None)
    if resolved is not None and basis != "clause":
        return resolved.location, "clause"
    start, end = noun_phrase_span(site)
    words = Location(text=document.text[start:end], start=start, end=end)
    if location is None:
        return words, "clause"
    if start <= location.start < end:
        return replace(location, text=words.text, start=start, end=end), basis
    if basis == "clause" and site.label in ("GPE", "LOC"):
        return location, basis  # 'the town of Leeds, in northern England'
    if basis == "paragraph":
        return words, "clause"
    return replace(location, text=words.text, start=start, end=end), basis


# --- the place before the site and the modality are considered ------------------------------


def candidate_place(document: Document, trigger_tokens: Sequence[Token]) -> tuple[Location, str] | None:
    """The place nearest to a trigger: of its clause, its sentence, its paragraph or the article.

    Args:
        document: The article.
        trigger_tokens: The event's trigger, in one sentence.

    Returns:
        The place and its basis: clause, sentence, paragraph or article; None if the article names no place.
    """
    in_main_event = is_main_event(document, trigger_tokens)
    article_place = main_event_place(document) if in_main_event else main_place(document)
    mention, basis = _sentence_mention(document, trigger_tokens)
    if mention is None and (article_place is None or not in_main_event):
        mention, basis = _paragraph_mention(document, trigger_tokens[0].sentence), "paragraph"
    if mention is None:
        return (article_place, "article") if article_place is not None else None
    if (
        article_place is not None
        and mention.granularity >= DIVISION
        and (in_main_event or mention.granularity == DIVISION)
        and _lies_in(article_place, mention)
    ):
        return article_place, "article"  # 'in northern Ohio', of an article from Toledo
    return mention.location, basis


def _sentence_mention(document: Document, trigger_tokens: Sequence[Token]) -> tuple[PlaceMention | None, str]:
    """The place mention of the trigger's clause, else of its sentence, and that basis."""
    mentions = place_mentions_by_sentence(document).get(trigger_tokens[0].sentence.index, ())
    locative = [
        mention for mention in mentions if _is_locative(mention) and not is_response_to(trigger_tokens, mention.head)
    ]
    if named := [mention for mention in mentions if _names_event(mention, trigger_tokens)]:
        return named[0], "clause"
    steps = [(steps_to(mention.head, trigger_tokens), mention) for mention in locative]
    if in_clause := [(distance, mention) for distance, mention in steps if distance is not None]:
        closest = min(
            in_clause,
            key=lambda pair: (
                not _belongs_to_noun(pair[1].head, trigger_tokens),
                pair[1].granularity,
                -pair[1].locative_strength,
                pair[0],
                pair[1].start,
            ),
        )
        return closest[1], "clause"
    if affected := [
        mention
        for mention in mentions
        if is_affected(mention.head, trigger_tokens) or _is_destination(mention.head, trigger_tokens)
    ]:
        return min(affected, key=lambda mention: (mention.granularity, mention.start)), "clause"
    if (town := _referred_town(document, trigger_tokens)) is not None:
        return town, "clause"
    at = trigger_tokens[0].i
    in_sentence = min(
        locative,
        key=lambda mention: (
            mention.granularity,
            -mention.locative_strength,
            abs(mention.head.i - at),
            mention.start,
        ),
        default=None,
    )
    return in_sentence, "sentence"


def _belongs_to_noun(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a place is part of the noun phrase of the event: 'Leeds' of 'a fire in Leeds and floods in York'."""
    for token in head.ancestors():
        if token in trigger_tokens:
            return token.pos == "NOUN"
        if token.pos not in ("ADP", "NOUN", "PROPN"):
            return False
    return False


def _names_event(mention: PlaceMention, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a town's name stands before the event's noun: 'the Leeds tram crash'; a country's may be the actor's."""
    token = mention.head
    while token.dep in ("compound", "nmod") and token.head.pos in ("NOUN", "PROPN"):
        token = token.head
    return token is not mention.head and token in trigger_tokens and mention.granularity in (TOWN, TOWN_PART)


def _paragraph_mention(document: Document, sentence: Sentence) -> PlaceMention | None:
    """The nearest place mention of a sentence's neighbours in its paragraph."""
    nearby = [
        mention
        for mention in place_mentions(document)
        if _is_locative(mention)
        and mention.head.sentence.paragraph == sentence.paragraph
        and 0 < abs(mention.head.sentence.index - sentence.index) <= PARAGRAPH_SENTENCES
    ]
    return min(
        nearby,
        key=lambda mention: (
            mention.granularity,
            abs(mention.head.sentence.index - sentence.index),
            mention.start,
        ),
        default=None,
    )


def _is_locative(mention: PlaceMention) -> bool:
    return bool(mention.locative_strength) and mention.granularity != TOWN_PART


def _is_country(location: Location | None) -> bool:
    return location is not None and (location.feature or "").startswith("PCL")


def _lies_in(location: Location, region: PlaceMention) -> bool:
    """Whether a place below country and division lies in a mentioned country or division."""
    if (location.feature or "").startswith(("ADM1", "PCL")):
        return False
    if region.granularity == COUNTRY:
        return location.country_code is not None and location.country_code == region.location.country_code
    return location.admin1 == region.location.admin1


def is_affected(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a place is the trigger's object: 'entered the city of Leeds', 'Leeds was shelled', 'hit its port'."""
    token = head
    for _ in range(_MAX_STEPS):
        governor = token.head
        if token.dep in ("dobj", "nsubjpass"):
            return governor in trigger_tokens and governor.pos == "VERB" and governor.lemma in _AFFECTING_VERBS
        if token.dep == "pobj" and governor.lower == "of" and governor.head.lemma in _WITHIN_TOWN:
            token = governor.head
        elif token.dep in ("conj", "appos") or (token.dep in _PRENOMINAL and governor.lemma in _WITHIN_TOWN):
            token = governor
        else:
            return False
    return False


def _is_destination(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a place is where the trigger's movement leads: 'travelled to Kenya'."""
    to = head.head
    return head.dep == "pobj" and to.lower == "to" and to.head in trigger_tokens and to.head.lemma in _MOTION


def _is_of_subject(document: Document, location: Location | None) -> bool:
    """Whether a place belongs to the subject of its clause: 'the embassy in Kabul condemned'."""
    token = document.token_at(location.start) if location is not None else None
    while token is not None and token.head is not token and token.pos not in VERBAL:
        if token.dep in SUBJECTS:
            return True
        token = token.head
    return False


def _referred_town(document: Document, trigger_tokens: Sequence[Token]) -> PlaceMention | None:
    """The town that 'in the city' refers to: the last one called a city before, else the last one named."""
    for token in _town_references(document).get(trigger_tokens[0].sentence.index, ()):
        if is_affected(token, trigger_tokens) or (
            locative_strength(token) and steps_to(token, trigger_tokens) is not None
        ):
            before = [
                mention
                for mention in place_mentions(document)
                if mention.start < token.start and mention.granularity == TOWN
            ]
            called = [mention for mention in before if _is_called(mention.head, token.lower)]
            return (called or before)[-1] if before else None
    return None


@per_document
def _town_references(document: Document) -> dict[int, list[Token]]:
    """'the city', 'that village' and the like, by the index of their sentence."""
    found: dict[int, list[Token]] = {}
    for token in document.tokens:
        if token.lower in _TOWN_NOUNS and any(child.lower in ("the", "this", "that") for child in token.children):
            found.setdefault(token.sentence.index, []).append(token)
    return found


def _is_called(head: Token, noun: str) -> bool:
    """Whether a place is given with a noun: 'the city of Leeds', 'Leeds city'."""
    governor = head.head
    if head.dep == "pobj" and governor.lower == "of":
        return governor.head.lower == noun
    return governor.lower == noun or any(child.lower == noun and child.dep == "appos" for child in head.children)

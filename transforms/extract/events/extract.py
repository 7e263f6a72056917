"""Events of an article: trigger, participants, place, time, casualties, who says so and how sure it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import apache_beam as beam

from schemas import ids
from schemas.flow.annotation import Annotation
from schemas.rows.event import Casualties, Event, Trigger
from transforms.extract.document import Document, Token, per_document
from transforms.extract.events.casualties.casualties import CasualtyClaim, casualties
from transforms.extract.events.claims.attribution import attribution_of, modality_of
from transforms.extract.events.claims.modality import HAPPENED, ahead
from transforms.extract.events.confidence import Features, confidence
from transforms.extract.events.participants.participants import Roles, participant, participants
from transforms.extract.events.setting.time import When, day_of_publication, time_of
from transforms.extract.events.setting.whereabouts import whereabouts
from transforms.extract.events.triggers.lexicon import types_of
from transforms.extract.events.triggers.senses import TriggerMatch, told_by
from transforms.extract.events.triggers.triggers import triggers
from transforms.extract.extract_rows import ExtractRows
from transforms.extract.grammar.arguments import light_verb
from transforms.extract.grammar.labels import VERBAL
from transforms.extract.headline import headline_shares
from transforms.extract.quotes.passages import inside

HARMFUL = ("ASSAULT", "ACCIDENT", "DISASTER", "DEATH", "CRIME", "COERCE", "TRY")
VIOLENT = ("ASSAULT", "ACCIDENT", "DEATH", "CRIME")
"""Types that an article's own happening with casualties may be of."""
MISHAPS = ("ACCIDENT", "DISASTER")
SAYING = frozenset(("say", "report", "tell", "announce", "add", "state", "confirm", "claim", "declare", "note"))
BEARING = ("STATE_CONTROL", "PROTEST", "MOBILIZE", "RETREAT", "SANCTION")
UNTOLD = {"killed": "DEATH", "injured": "ASSAULT"}
"""Type of an event that only its victims tell."""
CONFIRMED = frozenset(("negated", "denied", "planned", "hypothetical"))
ANNOUNCED = frozenset(("AGREE", "THREATEN", "REQUEST", "REJECT", "ACCUSE", "CONCEDE"))
"""Types of what is said: a day to come is that of what it is said about."""


@per_document
def extract_events(document: Document) -> tuple[Event, ...]:
    """The events of an article, in the order of their triggers.

    Args:
        document: The article.

    Returns:
        Rows of the events table; each act is one, and each consequence that a word of its own tells ('killing three').
        Casualties stand with the word that tells them and with the act that led to them.
    """
    matches = triggers(document)
    counted, loose = _by_match(document, matches)
    roles = _with_victims(matches, [participants(document, match) for match in matches])
    rows = [_event(document, match, roles[index], counted.get(index, [])) for index, match in enumerate(matches)]
    rows += [_from_claims(document, claims) for claims in loose]
    unique = {row.event_id: row for row in rows}
    return tuple(sorted(unique.values(), key=lambda row: (row.trigger.start, row.trigger.end, row.event_type)))


# --- casualties to events -------------------------------------------------------------------


def _by_match(
    document: Document, matches: tuple[TriggerMatch, ...]
) -> tuple[dict[int, list[CasualtyClaim]], list[list[CasualtyClaim]]]:
    """Claims by the trigger they hang on; and by the word that tells them, those that hang on none.

    What a count rose to later hangs on the triggers of the counts that it replaces, too.
    """
    own = {
        token.i: place
        for place, match in enumerate(matches)
        if match.event_type in HARMFUL or match.event_type in BEARING
        for token in _words(match)
    }
    in_sentence: dict[int, list[int]] = {}
    for place, match in enumerate(matches):
        in_sentence.setdefault(match.token.sentence.index, []).append(place)
    found: dict[int, list[CasualtyClaim]] = {}
    loose: dict[int, list[CasualtyClaim]] = {}
    places: dict[int, tuple[int, ...]] = {}
    for claim in casualties(document):
        anchor = document.tokens[claim.anchor]
        index = _above(anchor, own)
        if index is None:
            near = [i for i in in_sentence.get(claim.sentence, []) if matches[i].event_type in HARMFUL]
            index = min(near, key=partial(_distance, matches, claim), default=None)
        if index is not None:
            places[claim.anchor] = (index, *_causes(matches, index))
            for place in places[claim.anchor]:
                found.setdefault(place, []).append(claim)
        elif claim.casualties.kind in UNTOLD:
            loose.setdefault(claim.anchor, []).append(claim)
    for claim in casualties(document):
        for place in dict.fromkeys(place for anchor in claim.updates for place in places.get(anchor, ())):
            if claim not in found[place]:
                found[place] = sorted([*found[place], claim], key=lambda one: one.casualties.start)
    return found, list(loose.values())


def _causes(matches: tuple[TriggerMatch, ...], index: int) -> Iterator[int]:
    """Places of what led to it: the casualties of 'killing two' are also those of the attack that killed them."""
    heads = {match.token.i: place for place, match in enumerate(matches)}
    cause = matches[index].cause
    while cause is not None:
        if not cause.entry.sense.consequence and cause.token.i in heads:
            yield heads[cause.token.i]
        cause = cause.cause


def _with_victims(matches: tuple[TriggerMatch, ...], roles: list[Roles]) -> list[Roles]:
    """Whom it killed or hurt suffered it, where nothing else is said to: 'the crash, which killed seven people'."""
    found = list(roles)
    for index, own in enumerate(roles):
        for place in _causes(matches, index) if own.recipients else ():
            if not found[place].recipients and matches[place].event_type in MISHAPS:
                found[place] = replace(found[place], recipients=own.recipients)
    return found


def _distance(matches: tuple[TriggerMatch, ...], claim: CasualtyClaim, index: int) -> int:
    return abs(matches[index].token.i - claim.anchor)


def _from_claims(document: Document, claims: list[CasualtyClaim]) -> Event:
    """An event told by nothing but its victims: 'a third man was in critical condition'."""
    anchor = document.tokens[claims[0].anchor]
    match = told_by(anchor, UNTOLD[claims[0].casualties.kind])
    victims = [document.tokens[head] for claim in claims for head in claim.heads]
    harmed = tuple(participant(document, head) for head in victims if head is not anchor)
    return _event(document, match, Roles(actors=(), recipients=harmed, instrument=None), claims)


def _words(match: TriggerMatch) -> Iterator[Token]:
    for one in (*match.joined, match):
        yield from one.tokens


def _above(anchor: Token, own: dict[int, int]) -> int | None:
    """The trigger that is the claim's word or governs it."""
    if anchor.i in own:
        return own[anchor.i]
    return next((own[token.i] for token in anchor.ancestors() if token.i in own), None)


# --- one event ------------------------------------------------------------------------------


def _event(document: Document, match: TriggerMatch, roles: Roles, claims: list[CasualtyClaim]) -> Event:
    article, sentence = document.article, match.token.sentence
    when = time_of(document, match.tokens, match.event_type in VIOLENT)
    attribution = attribution_of(document, match.tokens)
    modality = modality_of(document, match.tokens)
    if modality in HAPPENED and _is_to_come(document, when):
        if when.date_text and match.event_type not in ANNOUNCED and ahead(document, match.tokens, when.date_text):
            modality = "planned"
        else:
            when = day_of_publication(document)  # 'was chosen for 2031'
    if modality == "negated" and any(claim.negated for claim in claims):
        modality = "reported" if attribution else "asserted"  # 'he did not survive': that he died is what is said
    if match.framed and modality in CONFIRMED and match.event_type in ("REJECT", "REQUEST"):
        modality = "reported" if attribution else "asserted"
    if modality in HAPPENED and claims and all(claim.background for claim in claims):
        modality = "historical"
    where = whereabouts(document, match, modality, bool(claims))
    counted = tuple(claim.casualties for claim in claims)
    killed, injured = _greatest(counted, "killed"), _greatest(counted, "injured")
    people = (*roles.actors, *roles.recipients)
    kinds = types_of(match.entry.words[0])
    posted, day = article.published_date, when.date_start
    start, end = match.start, match.end
    features = Features(
        strength=1.0 if len(kinds) == 1 else 0.8 if match.entry.rank else 0.5,
        senses=len(kinds) - 1,
        nominal=match.entry.pos == "NOUN",
        depth=_depth(match.token),
        actors=len(roles.actors),
        recipients=len(roles.recipients),
        resolved=sum(one.entity_id is not None for one in people),
        killed=killed is not None,
        injured=injured is not None,
        central=any(claim.central for claim in claims),
        modality=modality,
        attributed=attribution is not None,
        place_basis=where.widest,
        date_basis=when.basis,
        days_before=(posted - day).days if posted and day else None,
        sentence=sentence.index,
        paragraph=sentence.paragraph,
        quoted=match.token.i in inside(document),
        headline=headline_shares(document)[sentence.index],
    )
    return Event(
        event_id=ids.event_id(article.article_id, article.content_id, start, end, match.event_type, match.event_mode),
        article_id=article.article_id,
        content_id=article.content_id,
        run_id=article.run_id,
        published_at=article.published_at,
        published_date=article.published_date,
        event_type=match.event_type,
        event_mode=match.event_mode,
        trigger=Trigger(text=document.text[start:end], start=start, end=end, lemma=match.lemma),
        sentence=sentence.text,
        sentence_start=sentence.start,
        sentence_end=sentence.end,
        actors=roles.actors,
        recipients=roles.recipients,
        instrument=roles.instrument,
        location=where.location,
        location_basis=where.basis,
        country_code=where.location.country_code if where.location else None,
        admin1=where.location.admin1 if where.location else None,
        date_start=when.date_start,
        date_end=when.date_end,
        date_text=when.date_text,
        date_precision=when.precision,
        date_basis=when.basis,
        casualties=counted,
        killed_low=killed,
        injured_low=injured,
        attribution=attribution,
        modality=modality,
        confidence=confidence(features),
    )


def _is_to_come(document: Document, when: When) -> bool:
    day = document.article.published_date
    return day is not None and when.date_start is not None and when.date_start > day


def _greatest(counted: Iterable[Casualties], kind: str) -> int | None:
    return max((one.low for one in counted if one.kind == kind), default=None)


def _depth(token: Token) -> int:
    """Clauses between a trigger and what its sentence states; 'police said' and 'launched' (an attack) are none."""
    light = light_verb(token) if token.pos not in VERBAL else None
    depth, at = 0, light or token
    for above in at.ancestors():
        if at.dep in ("conj", "appos") or above.pos in ("ADP", "PART", "SCONJ"):
            at = above
            continue
        if not (at.dep == "ccomp" and above.lemma in SAYING) and (above.pos in VERBAL or above.pos == "NOUN"):
            depth += 1
        at = above
    return depth


@dataclass
class ExtractEvents(beam.PTransform):
    """Annotations to rows of the events table; failures on the output 'rejected'."""

    def expand(self, annotations: beam.PCollection[Annotation]) -> beam.pvalue.DoOutputsTuple:
        extracting = beam.ParDo(ExtractRows(extract_events)).with_output_types(Event)
        return annotations | "Extract" >> extracting.with_outputs("rejected", main="events")

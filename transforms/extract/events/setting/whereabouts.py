"""What an event's row says of its place: the site its clause names, the place that lies in, and on what evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.rows.event import Location
from transforms.extract.document import Document, Token, per_document
from transforms.extract.events.casualties.word_lists import setting_words
from transforms.extract.events.claims.modality import HAPPENED
from transforms.extract.events.main_event import LEAD
from transforms.extract.events.setting.place import place_of
from transforms.extract.events.setting.place_mentions import scenes_by_sentence
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.clauses import predicate_of
from transforms.extract.grammar.labels import VERBAL
from transforms.extract.grammar.noun_phrases import is_time, noun_phrase_span
from transforms.extract.grammar.word_classes import classes, lemma_of, meets
from transforms.extract.headline import headline_shares

SPOKEN = frozenset(("ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "AGREE"))
"""Types that are acts of words: they are spoken wherever the speaker is."""
TARGETING = frozenset(("by", "over", "off"))
"""Prepositions that place a town's surroundings, but behind which a building acts or is concerned."""
TAKING_PART = frozenset(("between", "of", "by", "against"))
HEADLINE = 0.4
"""Share of the headline's words that a sentence with the article's own news has."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an event happened.

    Attributes:
        location: The words that tell, and the place; None where nothing does.
        basis: Where the place was read: clause, sentence, paragraph or article; None without location.
        widest: The basis of a place that might be taken for it, were the article's own place always taken.
    """

    location: Location | None
    basis: str | None
    widest: str | None


def whereabouts(document: Document, match: TriggerMatch, modality: str, counted: bool) -> Whereabouts:
    """Where an event happened.

    Args:
        document: The article.
        match: The event's trigger.
        modality: The event's.
        counted: Whether it has casualties.

    Returns:
        Of a site that the gazetteer does not have ('at the bus station') the words, with the town it is in where that
        is known; the basis is the town's.
    """
    located, widest = place_of(document, match.tokens) or (None, None)
    basis = widest
    if basis in ("paragraph", "article") and not plays_at_home(document, match, modality, counted):
        located = basis = None
    site = site_of(document, match.tokens)
    if site is None:
        return Whereabouts(located, basis, widest)
    known = next((one for one in scenes_by_sentence(document).get(site.sentence.index, ()) if one.head is site), None)
    if known is not None and basis != "clause":
        return Whereabouts(known.location, "clause", widest)
    start, end = noun_phrase_span(site)
    if located is not None and start <= located.start < end:
        return Whereabouts(replace(located, text=document.text[start:end], start=start, end=end), basis, widest)
    if located is not None and basis == "clause" and site.label in ("GPE", "LOC"):
        return Whereabouts(located, basis, widest)  # 'the town of Leeds, in northern England'
    words = Location(text=document.text[start:end], start=start, end=end)
    if located is None or basis == "paragraph":
        return Whereabouts(words, "clause", widest)
    return Whereabouts(replace(located, text=words.text, start=start, end=end), basis, widest)


# --- the article's own place ----------------------------------------------------------------


def plays_at_home(document: Document, match: TriggerMatch, modality: str, counted: bool) -> bool:
    """Whether the article's main place may be taken for the place of an event that names none.

    That an article is about a town says where its own news happened and nothing of the rest: not where someone far away
    condemns it, where something happened in another year, or where what is only feared may happen.

    Args:
        document: The article.
        match: The event's trigger.
        modality: The event's.
        counted: Whether it has casualties.
    """
    sentence = match.token.sentence.index
    if counted or sentence < LEAD or headline_shares(document)[sentence] >= HEADLINE:
        return True
    return modality in HAPPENED and match.event_type not in SPOKEN and not _points_back(match)


def _points_back(match: TriggerMatch) -> bool:
    """Whether a noun only names what is told elsewhere: 'the attack', 'attacks', but 'a fight'."""
    if match.entry.pos != "NOUN":
        return False
    return not any(child.lower in ("a", "an", "another") or child.dep == "nummod" for child in match.token.children)


# --- sites ----------------------------------------------------------------------------------


def site_of(document: Document, trigger_tokens: Sequence[Token]) -> Token | None:
    """The head of the site that an event's clause names: 'at the bus station', 'the street where he was shot'.

    Args:
        document: The article.
        trigger_tokens: The event's trigger, in one sentence.
    """
    found = [
        site
        for site, above in _sites(document).get(trigger_tokens[0].sentence.index, ())
        if site not in trigger_tokens and any(_is_at(trigger, above) for trigger in trigger_tokens)
    ]
    behind = [token for token in found if token.i > trigger_tokens[0].i]
    return next(iter(behind or found), None) or next(filter(is_site, _relative_to(trigger_tokens)), None)


@per_document
def _sites(document: Document) -> dict[int, list[tuple[Token, Token]]]:
    """By the index of their sentence, sites at which something is said to be, and what is said to be there."""
    found: dict[int, list[tuple[Token, Token]]] = {}
    for token in document.tokens:
        if token.dep == "pobj" and is_site(token) and (above := _placed_at(token)) is not None:
            found.setdefault(token.sentence.index, []).append((token, above))
    return found


def is_site(noun: Token) -> bool:
    """Whether a noun tells a place where things happen ('a bakery'), more than 'the area'."""
    where = setting_words("where")
    if noun.pos == "PROPN" and noun.label in ("FAC", "LOC", "GPE"):
        return True
    if lemma_of(noun) not in where["scenes"] or noun.label in ("DATE", "TIME", "PERSON"):
        return False
    return noun.lower not in where["vague"] or any(child.dep not in ("det", "punct", "case") for child in noun.children)


def _placed_at(site: Token) -> Token | None:
    """What is put at a site: 'an attack at', 'shot a man at', 'the blast was at'; None where nothing is."""
    where = setting_words("where")
    preposition = site.head
    if preposition.dep == "agent" or preposition.lower not in (where["at"] | where["near"]) - TARGETING:
        return None
    if preposition.lower == "on" and lemma_of(site) not in where["ground"]:
        return None  # 'an attack on a hotel' hits it
    return next(
        (one for one in preposition.ancestors() if one.pos != "ADP" and not _is_named_by(one) and not is_time(one)),
        preposition,
    )  # 'met for the first time at the palace'


def _is_at(trigger: Token, above: Token) -> bool:
    """Whether what a place is said of belongs to a trigger: it, its object, its verb, who takes part in it."""
    told = trigger
    while told.dep == "pobj" and told.head.lower == "of" and meets(told.head.head, classes()["measure"]):
        told = told.head.head  # 'a wave of attacks'
    if above in (trigger, told):
        return True
    verb = predicate_of(told)
    if told is verb:
        return above.head is verb and above.dep in ("dobj", "nsubjpass", "nsubj")
    if above.dep == "pobj" and above.head.lower in TAKING_PART and above.head.head is told:
        return True
    if told.head is not verb or told.dep not in ("nsubj", "nsubjpass", "dobj", "attr"):
        return False
    return above is verb or (told.dep == "nsubj" and above.dep == "dobj" and above.head is verb)


def _is_named_by(noun: Token) -> bool:
    """Whether a noun behind a preposition is a site itself: 'street' of 'at a shop on the street'."""
    return noun.dep == "pobj" and is_site(noun)


def _relative_to(trigger_tokens: Sequence[Token]) -> Iterator[Token]:
    """The noun that 'where' stands for in the trigger's clause."""
    verb = predicate_of(trigger_tokens[0])
    while verb.dep == "conj" and verb.head.pos in VERBAL:
        verb = verb.head
    if verb.dep == "relcl" and any(child.lower == "where" for child in verb.children):
        yield verb.head

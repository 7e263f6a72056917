"""The site that an event's clause names: a noun without an entry in the gazetteer, such as 'the bus station'."""

from collections.abc import Sequence

from transforms.extract.document import Document, Token, per_document
from transforms.extract.events.setting.place_mentions import LOCATIVE_PREPOSITIONS, PROXIMITY_PREPOSITIONS
from transforms.extract.grammar.clauses import predicate_of
from transforms.extract.grammar.labels import VERBAL
from transforms.extract.grammar.noun_phrases import is_time
from transforms.extract.grammar.word_classes import classes, lemma_of, meets
from transforms.extract.languages.load import word_set

_SITE_NOUNS = word_set("setting.toml", "place", "sites")
_VAGUE = word_set("setting.toml", "place", "vague")
_SURFACES = word_set("setting.toml", "place", "surfaces")
_NOT_OF_SITES = frozenset(("by", "over", "off"))
"""Prepositions that locate something beside a town, but that introduce an agent or a topic before a building."""
_SITE_PREPOSITIONS = (LOCATIVE_PREPOSITIONS | PROXIMITY_PREPOSITIONS) - _NOT_OF_SITES
_PARTICIPANT_PREPOSITIONS = frozenset(("between", "of", "by", "against"))


def site_of(document: Document, trigger_tokens: Sequence[Token]) -> Token | None:
    """The head of the site that an event's clause names: 'at the bus station', 'the street where he was shot'.

    Args:
        document: The article.
        trigger_tokens: The event's trigger, in one sentence.
    """
    sites = [
        site
        for site, located in _sites_by_sentence(document).get(trigger_tokens[0].sentence.index, ())
        if site not in trigger_tokens and any(_is_located(trigger, located) for trigger in trigger_tokens)
    ]
    following = [site for site in sites if site.i > trigger_tokens[0].i]
    if found := following or sites:
        return found[0]
    antecedent = _antecedent_of_where(trigger_tokens[0])
    return antecedent if antecedent is not None and is_site(antecedent) else None


def is_site(noun: Token) -> bool:
    """Whether a noun names a site where things happen ('a bakery'); not a vague one on its own ('the area')."""
    if noun.pos == "PROPN" and noun.label in ("FAC", "LOC", "GPE"):
        return True
    if lemma_of(noun) not in _SITE_NOUNS or noun.label in ("DATE", "TIME", "PERSON"):
        return False
    return noun.lower not in _VAGUE or any(child.dep not in ("det", "punct", "case") for child in noun.children)


@per_document
def _sites_by_sentence(document: Document) -> dict[int, list[tuple[Token, Token]]]:
    """Sites and the words they locate, by the index of their sentence."""
    found: dict[int, list[tuple[Token, Token]]] = {}
    for token in document.tokens:
        if token.dep == "pobj" and is_site(token) and (located := _located_at(token)) is not None:
            found.setdefault(token.sentence.index, []).append((token, located))
    return found


def _located_at(site: Token) -> Token | None:
    """The word that a site locates: 'attack' of 'an attack at', 'man' of 'shot a man at'; None if there is none."""
    preposition = site.head
    if preposition.dep == "agent" or preposition.lower not in _SITE_PREPOSITIONS:
        return None
    if preposition.lower == "on" and lemma_of(site) not in _SURFACES:
        return None  # 'an attack on a hotel' hits it
    return next(
        (
            word
            for word in preposition.ancestors()
            if word.pos != "ADP" and not _is_inner_site(word) and not is_time(word)
        ),
        preposition,
    )  # 'met for the first time at the palace'


def _is_inner_site(noun: Token) -> bool:
    """Whether a noun behind a preposition is a site itself: 'shop' of 'at a shop on the street'."""
    return noun.dep == "pobj" and is_site(noun)


def _is_located(trigger: Token, located: Token) -> bool:
    """Whether a located word is a trigger, its verb, its object or one of its participants."""
    event_noun = _measuring_noun(trigger)
    if located in (trigger, event_noun):
        return True
    verb = predicate_of(event_noun)
    if event_noun is verb:
        return located.head is verb and located.dep in ("dobj", "nsubjpass", "nsubj")
    if located.dep == "pobj" and located.head.lower in _PARTICIPANT_PREPOSITIONS and located.head.head is event_noun:
        return True
    if event_noun.head is not verb or event_noun.dep not in ("nsubj", "nsubjpass", "dobj", "attr"):
        return False
    return located is verb or (event_noun.dep == "nsubj" and located.dep == "dobj" and located.head is verb)


def _measuring_noun(trigger: Token) -> Token:
    """The noun that measures a trigger ('wave' of 'a wave of attacks'), else the trigger."""
    noun = trigger
    while noun.dep == "pobj" and noun.head.lower == "of" and meets(noun.head.head, classes()["measure"]):
        noun = noun.head.head
    return noun


def _antecedent_of_where(trigger: Token) -> Token | None:
    """The noun that 'where' stands for in the trigger's clause."""
    verb = predicate_of(trigger)
    while verb.dep == "conj" and verb.head.pos in VERBAL:
        verb = verb.head
    if verb.dep == "relcl" and any(child.lower == "where" for child in verb.children):
        return verb.head
    return None

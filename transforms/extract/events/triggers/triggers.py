"""The triggers of an article: the words that report events, each in its sense, one for each act."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from schemas.codebook import COOPERATIVE_TYPES, HARM_TYPES, HOSTILE_TYPES
from transforms.extract.document import Document, Sentence, Token, by_sentence, per_document
from transforms.extract.events.triggers.lexicon import listed_forms
from transforms.extract.events.triggers.merge import merged
from transforms.extract.events.triggers.senses import TriggerMatch, is_figurative, match_at
from transforms.extract.events.triggers.sport import is_game
from transforms.extract.grammar.arguments import governing_verb, light_verb, subjects
from transforms.extract.grammar.clauses import is_passive
from transforms.extract.grammar.enactment import is_enacted
from transforms.extract.grammar.labels import VERBAL
from transforms.extract.grammar.modifiers import named_modifiers
from transforms.extract.grammar.noun_phrases import is_time
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.grammar.word_classes import classes, lemma_of, meets
from transforms.extract.languages.load import word_set

SPORT_TYPES = frozenset(("ASSAULT", "STATE_CONTROL", "MOBILIZE", "RETREAT", "COERCE"))
"""Types whose words are also used of games."""
_FUTURE = frozenset(("will", "would", "shall", "'ll", "wo"))
_COMPLEMENT_PREPOSITIONS = word_set("trigger_context.toml", "nouns", "complement_prepositions")


@per_document
def triggers(document: Document) -> tuple[TriggerMatch, ...]:
    """All triggers of an article, in text order.

    Args:
        document: The article.

    Returns:
        One per act: 'carried out an attack' is one, and so is 'shot and killed'. A consequence ('killing three') has a
        trigger of its own, with its `cause`, because it has victims of its own.
    """
    found: list[TriggerMatch] = []
    for listed in by_sentence(document.tokens_of_forms(listed_forms(document))).values():
        found += _in_sentence(document, listed)
    return tuple(_with_article_type(found))


def _in_sentence(document: Document, listed: Iterable[Token]) -> Iterator[TriggerMatch]:
    """The triggers among the words of a sentence that the lexicon has."""
    matches = [match for token in listed if (match := match_at(token)) is not None]
    matches = [match for match in matches if match.event_type not in SPORT_TYPES or not is_game(document, match.token)]
    matches = [match for match in matches if not is_enacted(match.token)]
    for match in merged(matches) if matches else ():
        if match.joined or _reports_event(match):
            yield _coded_as_announcement(match)


def is_ruled_out(document: Document, token: Token) -> bool:
    """Whether the rules are sure that a word tells no event: a figure of speech, a game, a story, or a person.

    Args:
        document: The article.
        token: Any word.
    """
    noun = token.head if token.dep == "compound" else token  # 'a suicide bomber'
    if noun.pos == "NOUN" and lemma_of(noun) in classes()["person"].words:
        return True
    return is_enacted(token) or is_game(document, token) or is_figurative(token)


# --- nouns ----------------------------------------------------------------------------------


def _reports_event(match: TriggerMatch) -> bool:
    """Whether a trigger reports an event; a noun may only refer back to one ('since the talks') or name a kind."""
    noun = match.token
    if match.entry.pos != "NOUN":
        return True
    if _is_heading(noun.sentence):
        return False
    return (
        len(match.tokens) > 2
        or light_verb(noun) is not None
        or _is_specific(match)
        or _has_arguments(noun)
        or _is_subject_of_happening(noun)
    )


def _is_subject_of_happening(noun: Token) -> bool:
    """Whether a verb says that what a noun names happened: 'an attack took place', 'fighting erupted'."""
    verb = noun.head
    return noun.dep in ("nsubj", "ROOT") and verb.pos in VERBAL and lemma_of(verb) in classes()["happen"].words


def _is_heading(sentence: Sentence) -> bool:
    """Whether a sentence has neither verb nor full stop: headings and links are not coded."""
    return sentence.text[-1] not in ".!?\"'”’" and not any(token.pos in VERBAL for token in sentence.tokens)


def _is_specific(match: TriggerMatch) -> bool:
    """Whether a noun is introduced or counted ('an attack', 'two attacks'), or, for harm, definite or dated."""
    noun = match.token
    if any(child.lower in ("a", "an", "another") or child.dep == "nummod" for child in noun.children):
        return True
    return match.event_type in HARM_TYPES and (
        noun.dep == "compound" or any(_is_definite_or_dated(child) for child in noun.children)
    )  # 'the attack', 'Friday's attack', 'the murder suspect'


def _is_definite_or_dated(word: Token) -> bool:
    return word.dep == "det" or (
        word.dep in ("poss", "compound", "nmod", "npadvmod") and word.label in ("DATE", "TIME")
    )


def _has_arguments(noun: Token) -> bool:
    """Whether a noun says more than its kind: who, whom, where, or how many in 'a wave of attacks'."""
    if noun.dep == "pobj" and noun.head.lower == "of" and meets(noun.head.head, classes()["measure"]):
        return True
    if named_modifiers(noun) or any(child.dep == "poss" and not is_time(child) for child in noun.children):
        return True
    if any(child.dep == "acl" and lemma_of(child) in classes()["light"].words for child in noun.children):
        return True  # 'attacks carried out by rebels'
    return any(prepositional_objects([noun], preposition) for preposition in _COMPLEMENT_PREPOSITIONS)


# --- types that depend on the context -------------------------------------------------------


def _with_article_type(matches: list[TriggerMatch]) -> list[TriggerMatch]:
    """Give deaths and injuries of unknown cause the type of harm that most triggers of the article have.

    'Seven were killed' in an article about a crash is an ACCIDENT.
    """
    counts = Counter(
        trigger.event_type
        for match in matches
        for trigger in (match, *match.joined)
        if trigger.event_type in HARM_TYPES and not trigger.entry.sense.consequence
    )
    most = max(("ASSAULT", "ACCIDENT", "DISASTER"), key=lambda event_type: counts[event_type])
    if most == "ASSAULT":
        return matches
    return [replace(match, event_type=most, event_mode=None) if _has_no_cause(match) else match for match in matches]


def _has_no_cause(match: TriggerMatch) -> bool:
    """Whether a trigger reports harm without saying who or what caused it."""
    if match.event_type != "ASSAULT" or not match.entry.sense.consequence or len(match.tokens) > 1 or match.joined:
        return False
    return match.token.pos in VERBAL and is_passive(match.token) and not subjects(match.token)


def _coded_as_announcement(match: TriggerMatch) -> TriggerMatch:
    """Code an announced act as its announcement, as PLOVER does: 'will help' is AGREE, 'will bomb' is THREATEN."""
    if match.token.dep == "aux":
        return replace(match, is_announcement=True)
    if match.entry.sense.consequence and match.entry.pos == "NOUN":
        return match  # 'it would have caused deaths'
    if match.event_type not in COOPERATIVE_TYPES and match.event_type not in HOSTILE_TYPES:
        return match
    verb = match.token if match.token.pos in VERBAL else governing_verb(match.token)
    if (
        verb is None
        or is_passive(verb)
        or not any(child.dep == "aux" and child.lower in _FUTURE for child in verb.children)
    ):
        return match
    is_negated = any(child.dep == "neg" for child in verb.children)
    if match.event_type in COOPERATIVE_TYPES:
        event_type = "REJECT" if is_negated else "AGREE"
    elif is_negated:
        return match
    else:
        event_type = "THREATEN"
    return replace(match, event_type=event_type, event_mode=None, is_announcement=True)

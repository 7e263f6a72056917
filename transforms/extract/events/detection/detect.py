"""Which words of an article tell events, of which types, and how likely: what the networks add to the lexicon."""

from dataclasses import dataclass, replace

from schemas.codebook import EVENT_TYPES
from transforms.extract.document import Document, Token, per_document
from transforms.extract.events.detection.features import candidates, features
from transforms.extract.events.detection.network import load_networks, probabilities
from transforms.extract.events.detection.words import NO_EVENT, TYPE_COLUMNS
from transforms.extract.events.networks import Floats
from transforms.extract.events.triggers.senses import TriggerMatch, match_outside_lexicon
from transforms.extract.events.triggers.triggers import is_ruled_out, triggers
from transforms.extract.grammar.word_classes import classes, lemma_of
from transforms.extract.languages.load import word_set

CANDIDATE_THRESHOLD = 0.1
"""Least prior probability of an event from which on a word is looked at, if the lexicon does not list it."""
EVENT_THRESHOLD = 0.2
"""Least probability of an event from which on a word outside the lexicon is a trigger."""
TYPE_THRESHOLD = 0.4
"""Least probability of its likeliest type, given that it tells an event."""
TYPE_MARGIN = 0.8
"""By how much another type must be likelier than that of the lexicon, given that the trigger tells an event."""
_SAYING = word_set("detection.toml", "words", "saying")
_TYPES = tuple(EVENT_TYPES)
_INNER_DEPS = frozenset(("dobj", "xcomp", "prt", "compound", "amod"))


@dataclass(frozen=True, slots=True)
class Detection:
    """How likely a trigger tells an event.

    Attributes:
        event: Probability that it tells any event.
        type_share: Probability of the trigger's type, given that it does.
    """

    event: float
    type_share: float


UNKNOWN = Detection(event=0.3, type_share=0.5)
"""Of triggers whose words the networks do not look at."""


@per_document
def event_probabilities(document: Document) -> dict[int, Floats]:
    """For each word that may tell an event, by its index: (types + 1,) probabilities of the types and of no event.

    Args:
        document: The article.
    """
    listed = listed_types(document)
    tokens = candidates(document, listed, CANDIDATE_THRESHOLD)
    if not tokens:
        return {}
    found = probabilities(features(document, tokens, listed), load_networks())
    return {token.i: row for token, row in zip(tokens, found, strict=True)}


@per_document
def _likely(document: Document) -> dict[int, float]:
    """For each of these words, by its index, the probability that it tells any event."""
    return {i: float(1 - row[NO_EVENT]) for i, row in event_probabilities(document).items()}


def listed_types(document: Document) -> dict[int, str]:
    """Types of the triggers that the lexicon gives, by the index of each of their heads."""
    found: dict[int, str] = {}
    for match in triggers(document):
        for one in (match, *match.joined):
            found.setdefault(one.token.i, one.event_type)
    return found


def detection_of(document: Document, match: TriggerMatch) -> Detection:
    """How likely a trigger tells an event: what the likeliest of its words says."""
    known, likely = event_probabilities(document), _likely(document)
    words = [*match.tokens, *(joined.token for joined in match.joined)]
    found = [word.i for word in words if word.i in known]
    if not found:
        return UNKNOWN
    event, column = max(likely[i] for i in found), TYPE_COLUMNS[match.event_type]
    share = max(float(known[i][column]) for i in found) / max(event, 1e-6)
    return Detection(event=event, type_share=min(1.0, share))


@per_document
def detected_triggers(document: Document) -> tuple[TriggerMatch, ...]:
    """The triggers of an article, in text order: those of the lexicon, and words that the networks add to them.

    Args:
        document: The article.
    """
    listed = [_with_likelier_type(document, match) for match in triggers(document)]
    taken = {token.i for match in listed for one in (match, *match.joined) for token in one.tokens}
    known, likely = event_probabilities(document), _likely(document)
    enough = [i for i, event in likely.items() if event >= EVENT_THRESHOLD]
    added = []
    for i in sorted(enough, key=lambda i: (float(known[i][NO_EVENT]), i)):
        row, event = known[i], likely[i]
        token, column = document.tokens[i], int(row[:NO_EVENT].argmax())
        if float(row[column]) < TYPE_THRESHOLD * event or lemma_of(token) in _SAYING:
            continue
        match = match_outside_lexicon(token, _TYPES[column])
        own = {word.i for word in match.tokens}
        if not own.isdisjoint(taken) or _tells_the_same(token, taken) or is_ruled_out(document, token):
            continue
        taken |= own
        added.append(match)
    return tuple(sorted((*listed, *added), key=lambda match: match.token.i))


def _with_likelier_type(document: Document, match: TriggerMatch) -> TriggerMatch:
    """A trigger of the lexicon with the type that the networks give it, where they are far surer of that one."""
    row = event_probabilities(document).get(match.token.i)
    if row is None or match.joined or match.cause or match.is_announcement:
        return match
    column, event = int(row[:NO_EVENT].argmax()), max(_likely(document)[match.token.i], 1e-6)
    if float(row[column] - row[TYPE_COLUMNS[match.event_type]]) <= TYPE_MARGIN * event:
        return match
    return replace(match, event_type=_TYPES[column], event_mode=None)


def _tells_the_same(token: Token, taken: set[int]) -> bool:
    """Whether a word only completes a trigger ('talks' in 'held talks'), or carries one ('held')."""
    if token.head.i in taken and token.dep in _INNER_DEPS:
        return True
    is_light = lemma_of(token) in classes()["light"].words
    return is_light and any(child.i in taken and child.dep in _INNER_DEPS for child in token.children)

"""Events and names as readers wrote them, found again among those of the pipeline."""

import re
from collections.abc import Iterable, Sequence

from schemas.codebook import EVENT_TYPES
from tests.training.arguments import ToldEvent
from transforms.extract.document import Document
from transforms.extract.events.detection.detect import detected_triggers
from transforms.extract.events.detection.features import CONTENT_POS
from transforms.extract.events.triggers.senses import TriggerMatch, match_outside_lexicon
from transforms.extract.fold import fold

_WORD = re.compile(r"\w+")
_EMPTY_WORDS = frozenset(("the", "a", "an", "of", "in", "s", "his", "her", "their"))


def triggers_with_told(
    document: Document, events: Sequence[ToldEvent]
) -> tuple[tuple[TriggerMatch, ...], dict[int, ToldEvent]]:
    """The triggers of an article, those that only readers know among them, and which events readers saw in them.

    Args:
        document: The article.
        events: The events of readers.

    Returns:
        The triggers in text order; the reader's event of some of them, by index. Of several events of one trigger, one
        of the trigger's type comes first.
    """
    found = list(detected_triggers(document))
    owners = {token.i: match for match in reversed(found) for one in (match, *match.joined) for token in one.tokens}
    told: dict[int, list[ToldEvent]] = {}
    for event in events:
        words = [token for token in document.tokens_in(*event.span) if token.i in owners or token.pos in CONTENT_POS]
        match = next((owners[token.i] for token in words if token.i in owners), None)
        types = [name for name in event.types if name in EVENT_TYPES]
        if match is None and words and types:
            match = owners[words[0].i] = match_outside_lexicon(words[0], types[0])
            found.append(match)
        if match is not None:
            told.setdefault(match.token.i, []).append(event)
    found.sort(key=lambda match: match.token.i)
    by_trigger = {
        index: next((one for one in told[match.token.i] if match.event_type in one.types), told[match.token.i][0])
        for index, match in enumerate(found)
        if match.token.i in told
    }
    return tuple(found), by_trigger


def are_same(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether the meaningful words of a name are all among those of another one, or the other way round."""
    ours, theirs = [_words(name) for name in names], [_words(name) for name in others]
    return any(one <= other or other <= one for one in ours if one for other in theirs if other)


def _words(text: str) -> frozenset[str]:
    words = frozenset(_WORD.findall(fold(text)))
    return (words - _EMPTY_WORDS) or words

"""Who says that an event happened, and how sure the text is of it."""

from collections.abc import Sequence

from schemas.rows.event import Attribution
from transforms.extract.document import Document, Token, per_document
from transforms.extract.events.claims.modality import covering
from transforms.extract.grammar.noun_phrases import head_of
from transforms.extract.quotes.direct import Saying, sayings
from transforms.extract.quotes.passages import inside
from transforms.extract.quotes.speakers import speaker

_SPEAKERS = frozenset(("i", "we", "me", "us"))
"""Within a quotation these are its speaker."""


def attribution_of(document: Document, trigger_tokens: Sequence[Token]) -> Attribution | None:
    """Who says so: the innermost speaker whose reported words hold the trigger.

    An event of saying ('X accused Y') is not attributed to X by its own words, but to whoever reports it.

    Args:
        document: The article.
        trigger_tokens: The trigger's words, at least one.

    Returns:
        The speaker and the word that attributes; None where the paper itself tells.
    """
    within = inside(document)
    for frame in covering(document, trigger_tokens):
        if frame.source is not None and not (frame.source.i in within and frame.source.lower in _SPEAKERS):
            return _attribution(document, frame.source, document.text[frame.cue.start : frame.cue_end])
    saying = _sayings_over(document).get(head_of(trigger_tokens).i)
    if saying is None or saying.source is None:
        return None
    cue = document.text[saying.cue.start : saying.cue_end] if saying.cue else None
    return _attribution(document, saying.source, cue)


@per_document
def _sayings_over(document: Document) -> dict[int, Saying]:
    """Index of each quoted token, to its quotation."""
    within = inside(document)
    if not within:
        return {}
    return {
        token.i: saying
        for saying in sayings(document)
        for start, end in saying.parts
        for token in document.tokens_in(start, end)
    }


def _attribution(document: Document, source: Token, cue: str | None) -> Attribution | None:
    said_by = speaker(document, source)
    if said_by is None:
        return None
    return Attribution(
        text=said_by.text,
        start=said_by.start,
        end=said_by.end,
        entity_id=said_by.entity_id,
        name=said_by.name,
        cue=cue,
    )

"""Triggers of happenings that are told by their casualties alone: 'a man is in critical condition'."""

import re
from collections.abc import Sequence

from transforms.extract.events.casualties import CasualtyClaim, casualties
from transforms.extract.events.lexicon import Entry, lexicon
from transforms.extract.events.triggers import TriggerMatch
from transforms.extract.syntax import Document

HARMFUL = frozenset(("ASSAULT", "ACCIDENT", "DISASTER", "DEATH", "CRIME"))
VIOLENT = re.compile(r"\b(?:gun|shot|shoot|stab|knife|bullet|attack|bomb|assault)", re.IGNORECASE)


def told_by_casualties(document: Document, matches: Sequence[TriggerMatch]) -> tuple[TriggerMatch, ...]:
    """A trigger for each sentence that counts killed or injured and holds no trigger of harm.

    Args:
        document: The article.
        matches: Its triggers by the lexicon.
    """
    told = {match.token.sentence.index for match in matches if match.event_type in HARMFUL}
    taken = {token.i for match in matches for token in match.tokens}
    found: dict[int, TriggerMatch] = {}
    for claim in casualties(document):
        harm = claim.casualties.kind in ("killed", "injured") and claim.casualties.low > 0
        if harm and claim.sentence not in told and claim.sentence not in found and claim.anchor not in taken:
            match = _match(document, claim)
            if match is not None:
                found[claim.sentence] = match
    return tuple(found.values())


def _match(document: Document, claim: CasualtyClaim) -> TriggerMatch | None:
    anchor = document.tokens[claim.anchor]
    killed = claim.casualties.kind == "killed"
    event_type = "DEATH" if killed else "ASSAULT" if VIOLENT.search(document.text) else "ACCIDENT"
    entry = _entry(("die", "death") if killed else ("injure", "wound"), "NOUN" if anchor.pos == "NOUN" else "VERB")
    if entry is None:
        return None
    return TriggerMatch(
        token=anchor,
        tokens=(anchor,),
        entry=entry,
        event_type=event_type,
        event_mode=None,
        lemma=anchor.lemma.lower(),
    )


def _entry(lemmas: tuple[str, ...], pos: str) -> Entry | None:
    """The lexicon's plainest entry for one of these words."""
    entries = [entry for lemma in lemmas for entry in lexicon().get(lemma, ()) if len(entry.words) == 1]
    return next((entry for entry in entries if entry.pos == pos), entries[0] if entries else None)

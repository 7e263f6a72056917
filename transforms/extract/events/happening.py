"""The article's own happening: the sentences that count its casualties, and the words that tell that it happened."""

from transforms.extract.events.casualties import casualties
from transforms.extract.syntax import Document, per_document

AFTERWARDS = frozenset(
    "say tell report announce add state confirm note declare explain release identify charge accuse appear schedule "  # noqa: SIM905
    "arrest arraign sentence convict indict plead publish update post hold book surrender search seek ask face name "
    "remember mourn bury visit attend interview speak investigate determine rule clear expect live work return jail "
    "recover testify file request learn provide reveal describe write plan set".split()
)
"""Verbs of what comes after a happening: their day is not its day."""

HAPPENING = frozenset(
    "happen occur take unfold begin start erupt break respond call dispatch arrive find discover open fire shoot kill "  # noqa: SIM905
    "wound injure die stab crash explode ring hear shooting incident attack killing murder homicide death accident "
    "explosion blast bombing hit strike receive rush leave".split()
)
"""Words that tell the happening itself, or the first that came to it."""

REACH = 6.0
"""Sentences after which the weight of a day or place for the article's happening has fallen to a third."""


@per_document
def told_in(document: Document) -> frozenset[int]:
    """Indices of the sentences that count the casualties of the article's own happening."""
    return frozenset(claim.sentence for claim in casualties(document) if claim.central)


@per_document
def anchors(document: Document) -> frozenset[int]:
    """Document indices of the words that tell these casualties."""
    return frozenset(claim.anchor for claim in casualties(document) if claim.central)

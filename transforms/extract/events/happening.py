"""The article's own happening: the sentences that count its casualties, and the words that tell that it happened."""

from transforms.extract.events.casualties import casualties
from transforms.extract.syntax import Document, per_document

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

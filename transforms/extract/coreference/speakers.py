"""Who speaks in a quotation, as far as the words around it tell: never one of whom it says 'he' or 'they'."""

from collections.abc import Iterator

from transforms.extract.coreference.antecedents import antecedents_of
from transforms.extract.document import Document, Token
from transforms.extract.grammar.labels import SUBJECTS
from transforms.extract.grammar.noun_phrases import with_conjuncts
from transforms.extract.grammar.reporting_verbs import cues


def speakers_around(document: Document, pronoun: Token) -> list[Token]:
    """Subjects of verbs of saying that may speak the quotation in which a pronoun stands; none outside quotations.

    In the pronoun's sentence every one outside the quotation; where it has none, those of the nearest sentence of the
    paragraph that has any, the sentences before it first.
    """
    if not antecedents_of(document).is_quoted[pronoun.i] or _is_reported(pronoun):
        return []
    index, paragraph = pronoun.sentence.index, pronoun.sentence.paragraph
    if found := list(_speaking_subjects(document, index)):
        return found
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(document.sentences) and document.sentences[at].paragraph == paragraph:
            if found := list(_speaking_subjects(document, at)):
                return found
            at += step
    return []


def _is_reported(pronoun: Token) -> bool:
    """Whether 'that' makes quoted words the reporter's, whose 'he' may be the speaker: 'he said that “he fell”'."""
    return any(
        child.dep == "mark" and child.lower == "that"
        for verb in pronoun.ancestors()
        if verb.dep == "ccomp"
        for child in verb.children
    )


def _speaking_subjects(document: Document, index: int) -> Iterator[Token]:
    is_quoted = antecedents_of(document).is_quoted
    for token in document.sentences[index].tokens:
        if token.dep in SUBJECTS and not is_quoted[token.i] and token.head.lemma in cues().adjacent:
            yield from with_conjuncts([token])

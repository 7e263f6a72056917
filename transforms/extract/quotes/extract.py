"""Quotations of an article as rows: direct, mixed and indirect."""

from collections.abc import Iterator
from dataclasses import dataclass

import apache_beam as beam

from schemas import ids
from schemas.flow.annotation import Annotation
from schemas.rows.columns import Part, Span
from schemas.rows.quote import Quote
from transforms.extract.document import Document, Token, per_document
from transforms.extract.extract_rows import extract_rows
from transforms.extract.grammar.labels import VERBAL
from transforms.extract.quotes.attribution import AttributionRelation, attribution_relations
from transforms.extract.quotes.direct import quotations
from transforms.extract.quotes.passages import quoted_tokens
from transforms.extract.quotes.speakers import speaker_of

_REPORTING = frozenset(("say", "according", "commit", "deny"))
"""Groups of cues that make an indirect quotation."""
_MIN_PHRASE = 4
"""Tokens; a shorter phrase without a verb ('warned of war') is no statement."""

_TRIMMED = frozenset((",", ".", ";", ":", "-", "–", "—", "--", '"', "“", "”", "''", "``"))


@per_document
def extract_quotes(document: Document) -> tuple[Quote, ...]:
    """Extract every quotation of an article.

    Args:
        document: The annotated article.

    Returns:
        Rows in the order of their first word, each `quote_id` once.
    """
    rows = {row.quote_id: row for row in (*_marked(document), *_indirect(document))}
    return tuple(sorted(rows.values(), key=lambda row: (row.quote_start, row.quote_end, row.kind)))


def _marked(document: Document) -> Iterator[Quote]:
    """Rows of quotations in quotation marks."""
    for quotation in quotations(document):
        yield _row(
            document,
            kind="direct" if quotation.direct else "mixed",
            parts=quotation.parts,
            cue=document.span(quotation.cue.start, quotation.cue_end) if quotation.cue else None,
            source=quotation.source,
            addressee=quotation.addressee,
        )


def _indirect(document: Document) -> Iterator[Quote]:
    """Rows of reported statements without quotation marks."""
    quoted = quoted_tokens(document)
    for relation in attribution_relations(document):
        if relation.source is None or relation.cue.i in quoted or not relation.groups & _REPORTING:
            continue
        if any(i in quoted for i in relation.content) or not _is_statement(document, relation):
            continue
        parts = _parts(document, relation.content)
        if parts:
            yield _row(
                document,
                kind="indirect",
                parts=parts,
                cue=document.span(relation.cue.start, relation.cue_end),
                source=relation.source,
                addressee=relation.addressee,
            )


def _parts(document: Document, content: tuple[int, ...]) -> list[tuple[int, int]]:
    """Start and end of each run of adjoining tokens, without an initial 'that' and the punctuation at its ends."""
    runs: list[list[Token]] = []
    for token in map(document.tokens.__getitem__, content):
        if runs and runs[-1][-1].i == token.i - 1:
            runs[-1].append(token)
        else:
            runs.append([token])
    parts: list[tuple[int, int]] = []
    for run in runs:
        while run and run[0].text in _TRIMMED:
            run = run[1:]
        while run and (run[-1].text in _TRIMMED or run[-1].dep == "cc"):
            run = run[:-1]
        if run and not parts and run[0].lower == "that" and run[0].dep == "mark":
            run = run[1:]
        if run:
            parts.append((run[0].start, run[-1].end))
    return parts


def _is_statement(document: Document, relation: AttributionRelation) -> bool:
    """Whether the content is a clause, or a long phrase behind a verb of saying proper.

    'Threatened the guard and the driver', 'offered the town a bridge' tell what is done, not what is said.
    """
    if len(relation.content) >= _MIN_PHRASE and "commit" not in relation.groups:
        return True
    indices = set(relation.content)
    tokens = map(document.tokens.__getitem__, relation.content)
    return any(token.pos in VERBAL and (token.head is token or token.head.i not in indices) for token in tokens)


def _row(
    document: Document,
    *,
    kind: str,
    parts: list[tuple[int, int]],
    cue: Span | None,
    source: Token | None,
    addressee: Token | None,
) -> Quote:
    article, start, end = document.article, parts[0][0], parts[-1][1]
    return Quote(
        quote_id=ids.quote_id(article.article_id, article.content_id, start, end, kind),
        article_id=article.article_id,
        content_id=article.content_id,
        run_id=article.run_id,
        published_at=article.published_at,
        published_date=article.published_date,
        kind=kind,
        text=" ".join(document.text[first:last] for first, last in parts),
        quote_start=start,
        quote_end=end,
        parts=tuple(Part(start=first, end=last) for first, last in parts),
        cue=cue,
        speaker=speaker_of(document, source),
        addressee=speaker_of(document, addressee),
    )


@dataclass
class ExtractQuotes(beam.PTransform):
    """Annotations to rows of the quotes table; failures on the output 'rejected'."""

    def expand(self, annotations: beam.PCollection[Annotation]) -> beam.pvalue.DoOutputsTuple:
        return annotations | "Extract" >> extract_rows("quotes", extract_quotes, Quote)

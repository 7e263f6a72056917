"""Quotations of an article as rows: direct, mixed and indirect."""

from collections.abc import Iterator
from dataclasses import dataclass

import apache_beam as beam

from schemas import ids
from schemas.flow.annotation import Annotation
from schemas.flow.span import Part, Span
from schemas.rows.quote import Quote, Speaker
from transforms.extract.document import Document, per_document
from transforms.extract.extract_rows import extract_rows
from transforms.extract.quotes.attribution import Frame, frames
from transforms.extract.quotes.direct import sayings
from transforms.extract.quotes.passages import inside
from transforms.extract.quotes.speakers import speaker

_REPORTED = frozenset(("say", "according", "commit", "deny"))
_PHRASE = 4
"""Tokens; shorter phrases without a verb ('warned of war') are no statements."""

_VERBAL = frozenset(("VERB", "AUX"))
_EDGES = frozenset((",", ".", ";", ":", "-", "–", "—", "--", '"', "“", "”", "''", "``"))


@per_document
def extract_quotes(document: Document) -> tuple[Quote, ...]:
    """Every quotation of the article.

    Args:
        document: The annotated article.

    Returns:
        Rows in the order of their first word, each `quote_id` once.
    """
    rows = {row.quote_id: row for row in (*_marked(document), *_indirect(document))}
    return tuple(sorted(rows.values(), key=lambda row: (row.quote_start, row.quote_end, row.kind)))


def _marked(document: Document) -> Iterator[Quote]:
    """Rows of what stands between quotation marks."""
    for saying in sayings(document):
        yield _row(
            document,
            kind="direct" if saying.direct else "mixed",
            parts=saying.parts,
            cue=document.span(saying.cue.start, saying.cue_end) if saying.cue else None,
            said_by=speaker(document, saying.source),
            said_to=speaker(document, saying.addressee),
        )


def _indirect(document: Document) -> Iterator[Quote]:
    """Rows of reported statements without quotation marks."""
    within = inside(document)
    for frame in frames(document):
        if frame.source is None or frame.cue.i in within or not frame.groups & _REPORTED:
            continue
        if any(i in within for i in frame.content):
            continue
        parts = _parts(document, frame)
        if parts:
            yield _row(
                document,
                kind="indirect",
                parts=parts,
                cue=document.span(frame.cue.start, frame.cue_end),
                said_by=speaker(document, frame.source),
                said_to=speaker(document, frame.addressee),
            )


def _parts(document: Document, frame: Frame) -> list[tuple[int, int]]:
    """Runs of the content's tokens, without 'that' and the commas around them; none where too little is said."""
    runs: list[list[int]] = []
    for i in frame.content:
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    parts: list[tuple[int, int]] = []
    for run in runs:
        while run and document.tokens[run[0]].text in _EDGES:
            run = run[1:]
        while run and (document.tokens[run[-1]].text in _EDGES or document.tokens[run[-1]].dep == "cc"):
            run = run[:-1]
        if run and not parts and document.tokens[run[0]].lower == "that" and document.tokens[run[0]].dep == "mark":
            run = run[1:]
        if run:
            parts.append((document.tokens[run[0]].start, document.tokens[run[-1]].end))
    return parts if _states(document, frame) else []


def _states(document: Document, frame: Frame) -> bool:
    """Whether the content tells what was said: a clause; of a word of saying proper, a long phrase may do.

    'Threatened the guard and the driver', 'offered the town a bridge' tell what is done, not what is said.
    """
    if len(frame.content) >= _PHRASE and "commit" not in frame.groups:
        return True
    within = set(frame.content)
    heads = [
        one for one in map(document.tokens.__getitem__, frame.content) if one.head.i not in within or one.head is one
    ]
    return any(head.pos in _VERBAL for head in heads)


def _row(
    document: Document,
    *,
    kind: str,
    parts: list[tuple[int, int]],
    cue: Span | None,
    said_by: Speaker | None,
    said_to: Speaker | None,
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
        speaker=said_by,
        addressee=said_to,
    )


@dataclass
class ExtractQuotes(beam.PTransform):
    """Annotations to rows of the quotes table; failures on the output 'rejected'."""

    def expand(self, annotations: beam.PCollection[Annotation]) -> beam.pvalue.DoOutputsTuple:
        return annotations | "Extract" >> extract_rows("quotes", extract_quotes, Quote)

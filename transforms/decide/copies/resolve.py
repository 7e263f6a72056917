"""Which articles stand, and which are copies of them.

Articles are gone through in the order of `CopyKey.precedence`: one that resembles none of those that stand already
stands too; else it is a copy of the one it resembles most. So every copy resembles the article that it is mapped to,
and the result depends on neither the order nor the grouping of what is read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.flow.copies import CopyKey, Precedence, Resemblance
from schemas.flow.staging import RecodedRow, RowCopy
from transforms.blocks import article_id_of
from transforms.join import Join
from transforms.step import Step

RECODED = "recoded"


def resolve(resemblances: Iterable[Resemblance], open_copies: Iterable[CopyKey]) -> Iterator[CopyKey]:
    """Decide on the articles that this run decides on.

    Args:
        resemblances: Of an article to those of higher precedence.
        open_copies: Copies in the output whose original this run revises, also those that resemble nothing.

    Yields:
        The copies, with what they are copies of; and those in the output that now stand for themselves.
    """
    articles = {key.order: key for key in open_copies}
    found: dict[str, list[Resemblance]] = {}
    for one in resemblances:
        articles.setdefault(one.copy.order, one.copy)
        found.setdefault(one.copy.order, []).append(one)
    copies: set[str] = set()
    for order, key in sorted(articles.items(), key=_precedence):
        standing = [one for one in found.get(order, ()) if one.original.order not in copies]
        if key.is_open and standing:
            copies.add(order)
            yield _copy_of(key, min(standing, key=_likeness))
        elif key.follows is not None:
            yield _copy_of(key, None)


def has_changed(key: CopyKey, before: CopyKey) -> bool:
    """Whether a row in the output must be written anew."""
    return _mapping(key) != _mapping(before)


def _mapping(key: CopyKey) -> tuple[str | None, str | None, float | None]:
    return key.duplicate_of, key.duplicate_kind, key.duplicate_similarity


def _precedence(item: tuple[str, CopyKey]) -> Precedence:
    return item[1].precedence


def _likeness(one: Resemblance) -> tuple[bool, float, Precedence]:
    return one.kind != "exact", -one.similarity, one.original


def _copy_of(key: CopyKey, found: Resemblance | None) -> CopyKey:
    return key._replace(
        duplicate_of=article_id_of(found.original.order) if found else None,
        duplicate_kind=found.kind if found else None,
        duplicate_similarity=found.similarity if found else None,
    )


def decisions(
    resemblances: Iterable[Resemblance], open_copies: Iterable[CopyKey]
) -> Iterator[tuple[tuple[str, int], RowCopy | RecodedRow]]:
    """What `resolve` decides, by the row group that it concerns: of a staged copy its own, else the revision's."""
    before = {key.article_id: key for key in open_copies}
    for key in resolve(resemblances, before.values()):
        if key.earlier is None:
            yield (
                (key.file, key.group),
                RowCopy(
                    row=key.row,
                    duplicate_of=key.duplicate_of or "",
                    kind=key.duplicate_kind or "",
                    similarity=key.duplicate_similarity or 0.0,
                ),
            )
        elif key.follows is not None and has_changed(key, before[key.article_id]):
            yield (
                key.follows,
                RecodedRow(
                    row=key.earlier,
                    duplicate_of=key.duplicate_of,
                    kind=key.duplicate_kind,
                    similarity=key.duplicate_similarity,
                ),
            )


class _Resolve(Step):
    def __init__(self) -> None:
        super().__init__("resolve_copies")

    def apply(self, joined: tuple[int, tuple[list[Resemblance], list[CopyKey]]]) -> Iterator[Any]:
        for place, decision in decisions(*joined[1]):
            if isinstance(decision, RecodedRow):
                yield TaggedOutput(RECODED, (place, decision))
            else:
                yield place, decision


def _together(value: Any) -> tuple[int, Any]:
    return 0, value


@dataclass
class ResolveCopies(beam.PTransform):
    """Resemblances, and keys of all articles, to the copies; outputs `copies` and `recoded`, both by row group.

    Input   (a2 resembles a1)  (a3 resembles a2)    a4 in the output, a copy of a1's earlier text
    Output  (file f, group 0): row of a2, duplicate of a1         recoded (f, 0): row of a4, which now stands

    What is gathered on one worker are the resemblances alone, some hundred bytes for each copy.
    """

    def expand(self, inputs: tuple[beam.PCollection[Resemblance], beam.PCollection[CopyKey]]) -> Any:
        resemblances, keys = inputs
        open_copies = keys | "OpenCopies" >> beam.Filter(_is_open_copy)
        sides = (
            resemblances | "Together" >> beam.Map(_together).with_output_types(tuple[int, Resemblance]),
            open_copies | "CopiesTogether" >> beam.Map(_together).with_output_types(tuple[int, CopyKey]),
        )
        place = tuple[str, int]
        resolving = beam.ParDo(_Resolve()).with_output_types(tuple[place, RowCopy], recoded=tuple[place, RecodedRow])
        return sides | "Gather" >> Join() | "Resolve" >> resolving.with_outputs(RECODED, main="copies")


def _is_open_copy(key: CopyKey) -> bool:
    return key.follows is not None

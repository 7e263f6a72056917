"""Beam coders for the records: MessagePack by msgspec, typed, deterministic, and small.

Importing this module registers a coder for every record that crosses a shuffle.
"""

from functools import cache
from typing import Any

import msgspec
from apache_beam import coders
from apache_beam.coders.typecoders import registry

from schemas.flow.annotation import Annotation
from schemas.flow.article_rows import ArticleRows
from schemas.flow.copies import CopyKey, CopyPair, Resemblance
from schemas.flow.linking import (
    ArticleKeys,
    ArticleProfile,
    ArticleRevision,
    CandidateList,
    IncidentLink,
    LinkArticle,
    LinkCopy,
    ReportedIncident,
    StoryArticle,
    StoryLink,
    Successor,
)
from schemas.flow.message import Message
from schemas.flow.parsed import Parsed, ParsedRecord
from schemas.flow.record import InputRange, RawRecord
from schemas.flow.staging import (
    EarlierRow,
    RangeCount,
    RecodedRow,
    RowCopy,
    SiteArticle,
    SkippedCount,
    StagedGroup,
    StagedKey,
)
from schemas.flow.stream_copies import Comparison, IncomingRecord, Meeting, Probe, Verdict
from schemas.flow.table_file import TableFile
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from schemas.rows.failure import Failure, Rejected
from schemas.rows.incident import Incident
from schemas.rows.quote import Quote
from schemas.rows.run import CounterValue, Input, Run
from schemas.rows.story import Story

RECORDS: tuple[type, ...] = (
    Annotation,
    Article,
    CopyKey,
    CopyPair,
    ArticleKeys,
    ArticleProfile,
    ArticleRevision,
    ArticleRows,
    CandidateList,
    Comparison,
    CounterValue,
    EarlierRow,
    Entity,
    Event,
    Failure,
    Incident,
    IncidentLink,
    IncomingRecord,
    Input,
    InputRange,
    LinkArticle,
    LinkCopy,
    Meeting,
    Message,
    Parsed,
    ParsedRecord,
    Probe,
    Quote,
    RangeCount,
    RawRecord,
    RecodedRow,
    RecordRef,
    Rejected,
    Resemblance,
    RowCopy,
    ReportedIncident,
    Run,
    SiteArticle,
    SkippedCount,
    StagedGroup,
    StagedKey,
    Story,
    StoryArticle,
    StoryLink,
    Successor,
    TableFile,
    Verdict,
)


@cache
def _decoder(record: type) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(record)


UNORDERED: tuple[type, ...] = (ArticleProfile, CandidateList)
"""Records with dictionaries by numbers, which cannot be encoded in a fixed order. They are never keys."""

_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_UNORDERED_ENCODER = msgspec.msgpack.Encoder()


def encode(record: Any) -> bytes:
    """A record as MessagePack."""
    return (_UNORDERED_ENCODER if isinstance(record, UNORDERED) else _ENCODER).encode(record)


def decode(record: type, data: bytes) -> Any:
    """The record of that type back, its tuples as tuples."""
    return _decoder(record).decode(data)


class RecordCoder(coders.Coder):
    """Encodes one type of record.

    Args:
        record: The frozen dataclass.
    """

    def __init__(self, record: type) -> None:
        self.record = record

    def encode(self, value: Any) -> bytes:
        return encode(value)

    def decode(self, encoded: bytes) -> Any:
        return decode(self.record, encoded)

    def is_deterministic(self) -> bool:
        return self.record not in UNORDERED

    def to_type_hint(self) -> Any:
        return self.record

    @classmethod
    def from_type_hint(cls, typehint: Any, registry: Any) -> Any:
        return cls(typehint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RecordCoder) and self.record is other.record

    def __hash__(self) -> int:
        return hash((type(self), self.record))


def register() -> None:
    """Make Beam use `RecordCoder` for every record."""
    for record in RECORDS:
        registry.register_coder(record, RecordCoder)


register()

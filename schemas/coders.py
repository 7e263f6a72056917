"""Beam coders for the records: MessagePack by msgspec, typed, deterministic, and small.

Importing this module registers a coder for every record that crosses a shuffle.
"""

from functools import cache
from typing import Any

import msgspec
from apache_beam import coders
from apache_beam.coders.typecoders import registry

from schemas.flow.annotation import Annotation
from schemas.flow.copies import CopyKey, CopyPair, Resemblance
from schemas.flow.parsed import Parsed, ParsedRecord
from schemas.flow.record import InputRange, RawRecord
from schemas.flow.staging import RangeCount, RecodedRow, RowCopy, SiteArticle, SkippedCount, StagedGroup, StagedKey
from schemas.flow.table_file import TableFile
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from schemas.rows.failure import Failure, Rejected
from schemas.rows.quote import Quote
from schemas.rows.run import CounterValue, Input, Run

RECORDS: tuple[type, ...] = (
    Annotation,
    Article,
    CopyKey,
    CopyPair,
    CounterValue,
    Entity,
    Event,
    Failure,
    Input,
    InputRange,
    Parsed,
    ParsedRecord,
    Quote,
    RangeCount,
    RawRecord,
    RecodedRow,
    RecordRef,
    Rejected,
    Resemblance,
    RowCopy,
    Run,
    SiteArticle,
    SkippedCount,
    StagedGroup,
    StagedKey,
    TableFile,
)


@cache
def _decoder(record: type) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(record)


_ENCODER = msgspec.msgpack.Encoder(order="deterministic")


def encode(record: Any) -> bytes:
    """A record as MessagePack."""
    return _ENCODER.encode(record)


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
        return True

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

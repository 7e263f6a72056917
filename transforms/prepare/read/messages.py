"""Reads messages of Pub/Sub: articles, and notifications of Cloud Storage, which name an object to read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.flow.message import Message
from schemas.flow.record import RawRecord
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.read.json.read import DOCUMENT_MEDIA_TYPE, read_value
from transforms.step import REJECTED, Step

_NEW_OBJECT = "OBJECT_FINALIZE"


def is_notification(attributes: Mapping[str, str]) -> bool:
    """Whether a message is a notification of Cloud Storage."""
    return {"eventType", "bucketId", "objectId"} <= attributes.keys()


def object_of(attributes: Mapping[str, str]) -> str | None:
    """The URI of the object to read that a notification names; None if it was deleted, or only its metadata changed."""
    if attributes["eventType"] != _NEW_OBJECT:
        return None
    return f"gs://{attributes['bucketId']}/{attributes['objectId']}"


def read_message(message: Message) -> Iterator[RawRecord | Rejected]:
    """The record in a message that carries an article, or the items of a feed; one that cannot be read fails alone."""
    ref = RecordRef(uri=message.uri, offset=0, length=len(message.data), media_type=DOCUMENT_MEDIA_TYPE)
    yield from read_value(message.data, ref)


OBJECTS = "objects"


class _Read(Step):
    def __init__(self) -> None:
        super().__init__("read")

    def apply(self, message: Message) -> Iterator[Any]:
        if not is_notification(message.attributes):
            yield from read_message(message)
        elif (uri := object_of(message.attributes)) is not None:
            yield TaggedOutput(OBJECTS, uri)


class MessageContent(NamedTuple):
    """What messages bring.

    Attributes:
        records: The articles that they carry.
        objects: URIs of objects to read.
        rejected: Messages that cannot be read.
    """

    records: beam.PCollection[RawRecord]
    objects: beam.PCollection[str]
    rejected: beam.PCollection[Rejected]


@dataclass
class ReadMessages(beam.PTransform):
    """Messages to what they bring."""

    def expand(self, messages: beam.PCollection[Message]) -> MessageContent:
        reading = beam.ParDo(_Read()).with_output_types(RawRecord, rejected=Rejected, objects=str)
        found = messages | "Read" >> reading.with_outputs(REJECTED, OBJECTS, main="records")
        return MessageContent(found.records, found.objects, found.rejected)

"""Records in files between two phases: MessagePack, each after its length in bytes."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import apache_beam as beam
from apache_beam.io.filesystems import FileSystems

from schemas.coders import decode, encode
from transforms.bundles import finish_bundle_values

_LENGTH = struct.Struct("<I")


def write_records(path: str, records: Iterable[Any]) -> None:
    """Write records to a new file."""
    with FileSystems.create(path, mime_type="application/octet-stream") as file:
        for record in records:
            data = encode(record)
            file.write(_LENGTH.pack(len(data)) + data)


def read_records[T](record: type[T], path: str) -> Iterator[T]:
    """The records of a file, in the order they were written."""
    with FileSystems.open(path, mime_type="application/octet-stream") as file:
        while head := file.read(_LENGTH.size):
            yield decode(record, file.read(*_LENGTH.unpack(head)))


def read_all[T](record: type[T], paths: Iterable[str]) -> Iterator[T]:
    """The records of some files, one file after the other."""
    for path in paths:
        yield from read_records(record, path)


class _WriteRecordFiles(beam.DoFn):
    def __init__(self, folder: str, name: str) -> None:
        self._folder = folder
        self._name = name
        self._records: list[Any] = []

    def start_bundle(self) -> None:
        self._records = []

    def process(self, record: Any) -> None:
        self._records.append(record)

    def finish_bundle(self) -> Iterator[Any]:
        if self._records:
            path = FileSystems.join(self._folder, f"{self._name}-{uuid4().hex}.frames")
            write_records(path, self._records)
            yield from finish_bundle_values([path])


@dataclass
class WriteRecordFiles(beam.PTransform):
    """A bundle's records to a file of its own; gives the paths.

    Attributes:
        folder: Where the files go; must exist.
        name: Their names' first part.
    """

    folder: str
    name: str

    def expand(self, records: beam.PCollection[Any]) -> beam.PCollection[str]:
        return records | "Write" >> beam.ParDo(_WriteRecordFiles(self.folder, self.name)).with_output_types(str)


class _ReadRecordFiles(beam.DoFn):
    def __init__(self, record: type) -> None:
        self._record = record

    def process(self, path: str) -> Iterator[Any]:
        yield from read_records(self._record, path)


@dataclass
class ReadRecordFiles(beam.PTransform):
    """Paths to the records in them.

    Attributes:
        record: Their type.
    """

    record: type

    def expand(self, paths: beam.PCollection[str]) -> beam.PCollection[Any]:
        return paths | "Read" >> beam.ParDo(_ReadRecordFiles(self.record)).with_output_types(self.record)

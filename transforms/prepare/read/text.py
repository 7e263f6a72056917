"""Reads plain-text files, one article per file; boilerplate in them is removed by the clean step."""

from collections.abc import Iterator

from schemas.flow.record import RawRecord
from schemas.rows.failure import Rejected
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.input_file import InputFile, failure_payload, rejected_record
from transforms.prepare.read.io.sniff import strip_suffixes, wide_encoding

MEDIA_TYPE = "text/plain"


def read(file: InputFile) -> Iterator[RawRecord | Rejected]:
    """Read the article: UTF-8, or UTF-16 or UTF-32 as its first bytes say; any other encoding would be a guess."""
    try:
        data = file.read_all()
    except ReadError as error:
        yield rejected_record(error, file.record_ref(0, None, MEDIA_TYPE))
        return
    ref = file.record_ref(0, len(data), MEDIA_TYPE)
    try:
        text = data.decode(wide_encoding(data) or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        message = f"{error}; save the file as UTF-8, or as UTF-16 with a byte order mark"
        yield rejected_record(ReadError("invalid_utf8", message), ref, data)
        return
    yield RawRecord(ref=ref, text=text, name=strip_suffixes(file.file_name), payload=failure_payload(data))

"""Reads HTML files, one page per file."""

from collections.abc import Iterator

from schemas.flow.record import RawRecord
from schemas.rows.failure import Rejected
from transforms.prepare.read.io.binary import check_page
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.input_file import InputFile, failure_payload, rejected_record
from transforms.prepare.read.io.sniff import strip_suffixes

MEDIA_TYPE = "text/html"


def read(file: InputFile) -> Iterator[RawRecord | Rejected]:
    """Read the page; its encoding is determined by the parser."""
    try:
        page = file.read_all()
        check_page(page)
    except ReadError as error:
        yield rejected_record(error, file.record_ref(0, None, MEDIA_TYPE))
        return
    yield RawRecord(
        ref=file.record_ref(0, len(page), MEDIA_TYPE),
        html=page,
        name=strip_suffixes(file.file_name),
        payload=failure_payload(page),
    )

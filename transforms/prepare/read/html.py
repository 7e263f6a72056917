"""HTML, one page a file."""

from collections.abc import Iterator

from schemas.flow.record import RawRecord
from schemas.rows.failure import Rejected
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.input_file import Opened, payload, rejected
from transforms.prepare.read.io.sniff import bare_name

MEDIA_TYPE = "text/html"


def read(file: Opened) -> Iterator[RawRecord | Rejected]:
    """The page; its encoding is the parser's to find."""
    try:
        page = file.whole()
    except ReadError as error:
        yield rejected(error, file.ref(0, None, MEDIA_TYPE))
        return
    yield RawRecord(
        ref=file.ref(0, len(page), MEDIA_TYPE), html=page, name=bare_name(file.file_name), payload=payload(page)
    )

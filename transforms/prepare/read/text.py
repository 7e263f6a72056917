"""Plain text, one article a file, with whatever the crawler left around it: removing that is the cleaner's work."""

from collections.abc import Iterator

from schemas.flow.record import RawRecord
from schemas.rows.failure import Rejected
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.input_file import Opened, payload, rejected
from transforms.prepare.read.io.sniff import bare_name, encoding_of

MEDIA_TYPE = "text/plain"


def read(file: Opened) -> Iterator[RawRecord | Rejected]:
    """The article: UTF-8, or what its byte order mark says; any other encoding would be a guess."""
    try:
        data = file.whole()
    except ReadError as error:
        yield rejected(error, file.ref(0, None, MEDIA_TYPE))
        return
    ref = file.ref(0, len(data), MEDIA_TYPE)
    try:
        text = data.decode(encoding_of(data)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        yield rejected(ReadError("invalid_utf8", str(error)), ref, data)
        return
    yield RawRecord(ref=ref, text=text, name=bare_name(file.file_name), payload=payload(data))

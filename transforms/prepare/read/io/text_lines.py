"""Reads the lines of text that is not UTF-8, as spreadsheets export it: UTF-16, windows-1252."""

import codecs
import io
import re
from collections.abc import Iterator

from transforms.prepare.read.io.decompress import CHUNK_BYTES, MAX_RECORD_BYTES, ReadError
from transforms.prepare.read.io.input_file import Line, read_lines
from transforms.prepare.read.io.sniff import wide_encoding
from transforms.prepare.text.charset import UNASSIGNED_IN_WINDOWS_1252, UTF8_SEQUENCE

MAX_WINDOWS_1252_SHARE = 0.25
"""Share of the letters beyond ASCII up to which bytes are read as windows-1252: more is another alphabet's."""

_LINE_PIECE = re.compile(r"[^\n]*\n|[^\n]+")
_LETTER = re.compile(rb"[A-Za-z\x80-\xff]")
_NON_ASCII = re.compile(rb"[\x80-\xff]")


def read_text_lines(stream: io.BufferedReader) -> Iterator[Line]:
    """The lines of a file in UTF-8, or in UTF-16 or UTF-32 as its first bytes say.

    Offsets and lengths are those of the stream; the bytes of wide encodings are given in UTF-8.
    """
    try:
        encoding = wide_encoding(stream.peek())
    except ReadError as error:
        return iter((Line(stream.tell(), 0, None, error),))
    return _transcode(stream, encoding) if encoding else read_lines(stream)


def _transcode(stream: io.BufferedReader, encoding: str) -> Iterator[Line]:
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    unit = "utf-32-le" if "32" in encoding else "utf-16-le"  # in either order of bytes a line is as long
    offset, line, length = stream.tell(), list[str](), 0
    if encoding in ("utf-16", "utf-32"):  # the byte order mark, which the decoder takes
        offset += len("\ufeff".encode(unit))
    ended = False
    while not ended:
        try:
            chunk = stream.read1(CHUNK_BYTES)
            ended = not chunk
            pieces = _LINE_PIECE.findall(decoder.decode(chunk, final=ended))
        except (ReadError, UnicodeDecodeError) as error:
            what = error if isinstance(error, ReadError) else ReadError("invalid_utf8", f"cut or damaged {encoding}")
            yield Line(offset, length, None, what)
            return
        for piece in pieces:
            length += len(piece.encode(unit, "surrogatepass"))
            if length <= MAX_RECORD_BYTES:
                line.append(piece)
            else:
                line.clear()
            if piece.endswith("\n"):
                yield _line(offset, length, "".join(line))
                offset, line, length = offset + length, [], 0
    if length:
        yield _line(offset, length, "".join(line))


def _line(offset: int, length: int, text: str) -> Line:
    if length > MAX_RECORD_BYTES:
        return Line(offset, length, None, ReadError("too_large", f"a line of {length} bytes"))
    return Line(offset, length, text.encode("utf-8", "surrogatepass"))


class LineDecoder:
    """Decodes lines that are UTF-8 or windows-1252, which spreadsheets write without saying so.

    A line that is not UTF-8 is windows-1252 if no line before it was UTF-8 beyond ASCII, if every byte is a character
    there, and few of the letters are beyond ASCII; browsers assume as much (WHATWG Encoding Standard).
    """

    def __init__(self) -> None:
        self._is_utf8 = False

    def decode(self, line: bytes) -> str:
        """The text; bytes that cannot be decoded become lone surrogates."""
        try:
            text = line.decode()
        except UnicodeDecodeError:
            if self._is_utf8 or not _may_be_windows_1252(line):
                return line.decode("utf-8", "surrogateescape")
            return line.decode("cp1252")
        self._is_utf8 |= not line.isascii()
        return text


def _may_be_windows_1252(line: bytes) -> bool:
    if UTF8_SEQUENCE.search(line) or not UNASSIGNED_IN_WINDOWS_1252.isdisjoint(line):
        return False
    return len(_NON_ASCII.findall(line)) <= MAX_WINDOWS_1252_SHARE * len(_LETTER.findall(line))

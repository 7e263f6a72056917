import bz2
import gzip
import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from transforms.prepare.read.io.decompress import (
    ALWAYS_ALLOWED_BYTES,
    CHUNK_BYTES,
    MAX_EXPANSION,
    ReadError,
    Stream,
    check_ratio,
    decompress,
)

COMPRESS = {"": bytes, "gzip": gzip.compress, "bzip2": bz2.compress, "zstd": zstandard.compress}
REAL = [name for name in COMPRESS if name]


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[place : place + size] for place in range(0, len(data), size)]


@pytest.mark.parametrize("compression", COMPRESS)
@given(parts=st.lists(st.binary(max_size=400), min_size=1, max_size=4), size=st.integers(1, 200))
def test_decompress_concatenated_members(compression, parts, size):
    data = b"".join(map(COMPRESS[compression], parts))
    assert b"".join(decompress(pieces(data, size), compression)) == b"".join(parts)


@pytest.mark.parametrize("compression", REAL)
def test_decompress_pieces_are_bounded(compression):
    data = COMPRESS[compression](bytes(3_000_000))
    limit = CHUNK_BYTES if compression != "zstd" else ALWAYS_ALLOWED_BYTES
    assert max(map(len, decompress([data], compression))) <= limit


@pytest.mark.parametrize("compression", REAL)
def test_decompress_truncated_stream_yields_data_then_raises(compression):
    lines = b"".join(b"%d: some words of an article\n" % number for number in range(40_000))
    data = COMPRESS[compression](lines)[:-9]
    got: list[bytes] = []
    with pytest.raises(ReadError) as error:
        got.extend(decompress(pieces(data, CHUNK_BYTES), compression))
    assert error.value.reason == "truncated_gzip"
    assert lines.startswith(b"".join(got))
    assert len(b"".join(got)) > len(lines) // 3


@pytest.mark.parametrize("compression", REAL)
def test_decompress_damage_is_not_truncation(compression):
    words = b"".join(b"%x " % (number * number) for number in range(20_000))
    compress = (
        zstandard.ZstdCompressor(write_checksum=True).compress if compression == "zstd" else COMPRESS[compression]
    )
    data = bytearray(compress(words))
    data[len(data) // 2 : len(data) // 2 + 20] = b"\xff" * 20
    with pytest.raises(ReadError) as error:
        list(decompress([bytes(data)], compression))
    assert error.value.reason == "bad_compression"


@pytest.mark.parametrize("compression", REAL)
def test_decompress_bomb_stops_early(compression):
    bomb = COMPRESS[compression](bytes(60_000_000))
    tracemalloc.start()
    with pytest.raises(ReadError) as error:
        for _ in decompress(pieces(bomb, CHUNK_BYTES), compression):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.value.reason == "too_large"
    assert peak < 40_000_000


def test_check_ratio_ignores_small_outputs():
    check_ratio(1, ALWAYS_ALLOWED_BYTES)
    check_ratio(ALWAYS_ALLOWED_BYTES, ALWAYS_ALLOWED_BYTES * MAX_EXPANSION)
    with pytest.raises(ReadError):
        check_ratio(ALWAYS_ALLOWED_BYTES // MAX_EXPANSION, ALWAYS_ALLOWED_BYTES + 1000)


def test_decompress_trailing_zeros_are_padding_other_bytes_damage():
    assert b"".join(decompress([gzip.compress(b"news") + bytes(100)], "gzip")) == b"news"
    with pytest.raises(ReadError):
        list(decompress([gzip.compress(b"news") + b"trailing"], "gzip"))


@given(st.lists(st.binary(max_size=50), max_size=10), st.integers(0, 1000))
def test_stream_tell_is_position(chunks, start):
    stream = Stream(iter(chunk for chunk in chunks if chunk), start)
    place = start
    while line := stream.readline(7):
        assert stream.tell() - place == len(line)
        place += len(line)
    assert place - start == sum(map(len, chunks))


def test_read_error_unknown_reason_raises():
    with pytest.raises(ValueError, match="wanted a code"):
        ReadError("odd", "message")

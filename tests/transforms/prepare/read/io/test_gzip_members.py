import gzip
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.prepare.read.samples import response
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.gzip_members import find_member, read_members

ONE = gzip.compress(response(number=1), mtime=0)
TWO = gzip.compress(response(number=2), mtime=0)


def starts(data: bytes, start: int = 0, end: int | None = None) -> list[tuple[int, int | None]]:
    found = []
    for member in read_members(BytesIO(data), start, len(data) if end is None else end):
        try:
            member.stream.read()
        except ReadError:
            assert member.end is None
        found.append((member.start, member.end))
    return found


def test_read_members_offsets():
    assert starts(ONE + TWO + b"\0" * 30) == [(0, len(ONE)), (len(ONE), len(ONE + TWO))]


def test_find_member_skips_members_without_warc_record():
    other = gzip.compress(b"<html>WARC/1.0</html>")
    assert find_member(BytesIO(b"x" + other + TWO), 1) == 1 + len(other)
    assert find_member(BytesIO(b"x" + other), 1) is None


@pytest.mark.parametrize("gap", [1, 3, 65_535, 65_536, 200_000])
def test_find_member_at_any_distance(gap):
    assert find_member(BytesIO(b"\x1f" * gap + TWO), 0) == gap


def test_read_members_damage_belongs_to_range_before():
    data = ONE + b"damage" + TWO
    place = len(ONE)
    assert starts(data) == [(0, place), (place, None), (place + 6, len(data))]
    assert starts(data, 0, place) == [(0, place), (place, None)]
    assert starts(data, place, place + 3) == []
    assert starts(data, place + 3) == [(place + 6, len(data))]


@given(st.lists(st.integers(0, len(ONE + TWO + ONE)), max_size=5))
def test_read_members_ranges_partition_the_file(cuts):
    data = ONE + TWO + ONE
    places = sorted({0, len(data), *cuts})
    parts = [one for start, end in pairwise(places) for one in starts(data, start, end)]
    assert parts == starts(data)

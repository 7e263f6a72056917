"""Where the records of failures can be read again."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.inputs import fingerprint_file
from pipeline.retry.places import PAYLOADS, Lost, OpenFailure, Place, find_places
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Failure
from tests.pipeline.rows import failed


def failure(
    uri: Path | str, *, offset: int | None = 0, media_type: str = "text/html", payload: bytes | None = None
) -> Failure:
    ref = RecordRef(uri=str(uri), offset=offset, media_type=media_type)
    return replace(failed("r1"), failure_id="f" * 32, record=ref, payload=payload)


def opened(one: Failure, *fingerprints: str) -> OpenFailure:
    return OpenFailure(one, '{"format": null}', frozenset(fingerprints))


def test_find_places_input_as_it_was_is_read_at_its_place(tmp_path: Path) -> None:
    page = tmp_path / "a.jsonl"
    page.write_text('{"text": "x"}\n{"text": "y"}\n')
    mark = fingerprint_file(str(page))
    for known in ((mark,), (), ("9:unreadable",)):
        ((_, place),) = find_places([opened(failure(page, offset=14, payload=b"{}"), *known)], tmp_path / "out")
        assert isinstance(place, Place)
        assert (place.offset, place.payload) == (14, None)
        assert [(part.uri, part.start, part.end, part.fingerprint) for part in place.ranges] == [
            (str(page), 0, 28, mark)
        ]
    assert not (tmp_path / "out").exists()


def test_find_places_message_that_moved_with_the_output_is_read_there(tmp_path: Path) -> None:
    kept = tmp_path / "moved" / "_messages" / "2024-11-29" / "a.jsonl"
    kept.parent.mkdir(parents=True)
    kept.write_text("{}\n")
    one = opened(failure("/gone/tables/_messages/2024-11-29/a.jsonl"), fingerprint_file(str(kept)))
    ((_, place),) = find_places([one], tmp_path / "moved")
    assert isinstance(place, Place)
    assert [part.uri for part in place.ranges] == [str(kept)]
    assert place.payload is None


@pytest.mark.parametrize("media_type", sorted(PAYLOADS))
def test_find_places_input_that_is_gone_is_read_from_its_payload(tmp_path: Path, media_type: str) -> None:
    one = failure("/gone/..%2f\x1b[31mname.html.gz", media_type=media_type, payload=b"content")
    ((_, place),) = find_places([opened(one, "1:x")], tmp_path)
    assert isinstance(place, Place)
    assert place.payload is not None
    assert place.payload.parent == tmp_path / "_retried" / one.failure_id
    assert place.payload.name == f"..2f__31mname{PAYLOADS[media_type][0]}".replace("..2f", ".._2f")
    assert place.payload.read_bytes() == b"content"


def test_find_places_input_that_has_changed_without_payload_is_lost(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("x")
    ((_, place),) = find_places([opened(failure(page), "1:other")], tmp_path)
    assert place == Lost(
        "its input is gone or has changed, and no payload was kept, as is done up to 64 KiB; restore the input"
    )


@pytest.mark.parametrize("media_type", ["text/csv", "application/rss+xml", "application/feed+json"])
def test_find_places_part_of_an_input_that_is_gone_says_that_it_is_nothing_alone(
    tmp_path: Path, media_type: str
) -> None:
    part = failure("/gone.csv", media_type=media_type, payload=b"a,b")
    ((_, place),) = find_places([opened(part, "1:x")], tmp_path)
    assert place == Lost(
        "its input is gone or has changed, and its payload alone does not say what it is; restore the input"
    )
    assert not any(tmp_path.iterdir())

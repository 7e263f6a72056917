"""Codes of CAMEO and ACLED for events of the codebook."""

import pytest

from pipeline.export import codes
from pipeline.export.codes import acled_type, cameo_code, coded_kinds
from schemas.codebook import EVENT_TYPES


def test_codes_are_of_types_and_modes_of_the_codebook() -> None:
    kinds = set(coded_kinds())
    assert codes._CAMEO.keys() <= kinds
    assert codes._ACLED.keys() <= kinds
    assert codes._ROOTS.keys() <= EVENT_TYPES.keys()


@pytest.mark.parametrize(
    ("event_type", "event_mode", "code"),
    [
        ("PROTEST", None, "14"),
        ("PROTEST", "riot", "145"),
        ("COERCE", "search", "17"),
        ("COERCE", "siege", "191"),
        ("ASSAULT", None, None),
        ("ASSAULT", "killing", None),
        ("ASSAULT", "airstrike", "195"),
        ("REQUEST", None, None),
        ("RETREAT", "flight", None),
        ("ACCIDENT", "traffic", None),
    ],
)
def test_cameo_code_is_as_exact_as_type_and_mode_are(event_type: str, event_mode: str | None, code: str | None) -> None:
    assert cameo_code(event_type, event_mode) == code


def test_cameo_codes_are_below_roots_of_cameo() -> None:
    found = {cameo_code(*kind) for kind in coded_kinds()} - {None}
    assert all(code and code.isdigit() and 2 <= len(code) <= 4 and 1 <= int(code[:2]) <= 20 for code in found)


def test_acled_type_is_none_where_it_depends_on_who_takes_part() -> None:
    assert acled_type("ASSAULT", "abduction") is None
    assert acled_type("ASSAULT", None) is None
    clash = acled_type("ASSAULT", "clash")
    assert clash is not None
    assert (clash.disorder_type, clash.event_type, clash.sub_event_type) == (
        *("Political violence", "Battles"),
        "Armed clash",
    )

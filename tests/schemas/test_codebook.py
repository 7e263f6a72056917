"""The codebook is closed and consistent."""

from schemas.codebook import COOPERATIVE_TYPES, EVENT_MODES, EVENT_TYPES, HOSTILE_TYPES, SECTORS


def test_every_mode_stands_with_known_types() -> None:
    unknown = {mode: kind for mode, entry in EVENT_MODES.items() for kind in entry.types if kind not in EVENT_TYPES}
    assert unknown == {}


def test_every_type_has_a_rule_and_an_example_sentence() -> None:
    assert len(EVENT_TYPES) == 26
    assert all(entry.rule.endswith(".") and entry.example.endswith(".") for entry in EVENT_TYPES.values())


def test_groups_of_types_are_known_and_do_not_meet() -> None:
    assert EVENT_TYPES.keys() >= COOPERATIVE_TYPES | HOSTILE_TYPES
    assert not COOPERATIVE_TYPES & HOSTILE_TYPES


def test_sectors_are_the_contracts() -> None:
    assert list(SECTORS) == [
        "GOV",
        "MIL",
        "PAR",
        "REB",
        "OPP",
        "COP",
        "JUD",
        "LEG",
        "SPY",
        "CVL",
        "MED",
        "EDU",
        "REL",
        "IGO",
        "NGO",
        "BUS",
        "LAB",
        "CRM",
        "REF",
        "HLH",
        "UNK",
    ]

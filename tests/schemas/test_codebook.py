"""The codebook is complete and consistent."""

from schemas.codebook import COOPERATIVE_TYPES, EVENT_MODES, EVENT_TYPES, HARM_TYPES, HOSTILE_TYPES, SECTORS


def test_event_modes_belong_to_known_types() -> None:
    unknown = {mode: kind for mode, entry in EVENT_MODES.items() for kind in entry.types if kind not in EVENT_TYPES}
    assert unknown == {}


def test_event_types_have_rule_and_example() -> None:
    assert len(EVENT_TYPES) == 26
    assert all(entry.rule.endswith(".") and entry.example.endswith(".") for entry in EVENT_TYPES.values())


def test_event_type_groups_are_known_and_disjoint() -> None:
    assert EVENT_TYPES.keys() >= COOPERATIVE_TYPES | HOSTILE_TYPES | HARM_TYPES
    assert not COOPERATIVE_TYPES & HOSTILE_TYPES


def test_sectors_equal_contract() -> None:
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

"""What CAMEO and ACLED call events of the codebook; nothing where neither a type nor a mode decides it.

CAMEO: Schrodt, Conflict and Mediation Event Observations, Codebook 1.1b3 (2012);
PLOVER's types regroup its roots.
ACLED: Armed Conflict Location & Event Data Project, Codebook (2023).
"""

from dataclasses import dataclass

from schemas.codebook import EVENT_MODES, EVENT_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class AcledType:
    """How ACLED calls an event; None where the codebook does not decide it."""

    disorder_type: str | None
    event_type: str
    sub_event_type: str | None = None


_ROOTS: dict[str, str] = {
    "CONSULT": "04",
    "SUPPORT": "05",
    "CONCEDE": "08",
    "COOPERATE": "06",
    "AID": "07",
    "RETREAT": "08",
    "REJECT": "12",
    "THREATEN": "13",
    "PROTEST": "14",
    "SANCTION": "16",
    "MOBILIZE": "15",
    "COERCE": "17",
}
"""Types that lie within one root of CAMEO, but for the modes below.

Others do not: AGREE is 03 and 05, REQUEST 02 and 10, ACCUSE 09 and 11, ASSAULT 18 to 20; CAMEO has nothing for
the types that newsbeam adds to PLOVER's.
"""

_CAMEO: dict[tuple[str, str], str | None] = {
    ("AGREE", "promise"): "03",
    ("AGREE", "talks"): "036",
    ("CONSULT", "call"): "041",
    ("CONSULT", "mediation"): "045",
    ("SUPPORT", "endorsement"): "051",
    ("SUPPORT", "condolence"): "018",
    ("COOPERATE", "exercise"): "062",
    ("COOPERATE", "sharing"): "064",
    ("COOPERATE", "exchange"): None,  # prisoners are released, goods traded
    ("AID", "economic"): "071",
    ("AID", "humanitarian"): "073",
    ("AID", "asylum"): "075",
    ("AID", "rescue"): None,
    ("CONCEDE", "curfew"): "0813",
    ("CONCEDE", "emergency"): "0814",
    ("CONCEDE", "embargo"): "085",
    ("CONCEDE", "siege"): "0872",
    ("RETREAT", "ceasefire"): "087",
    ("RETREAT", "siege"): "0872",
    ("RETREAT", "withdrawal"): "087",
    ("RETREAT", "surrender"): "0874",
    ("RETREAT", "release"): "0841",
    ("RETREAT", "resignation"): None,  # 0831 is to accede to demands for one
    ("RETREAT", "flight"): None,
    ("ACCUSE", "criticism"): "111",
    ("ACCUSE", "allegation"): "112",
    ("ACCUSE", "investigation"): "09",
    ("THREATEN", "curfew"): "1323",
    ("THREATEN", "emergency"): "1324",
    ("THREATEN", "ultimatum"): "139",
    ("PROTEST", "demonstration"): "141",
    ("PROTEST", "hunger_strike"): "142",
    ("PROTEST", "strike"): "143",
    ("PROTEST", "obstruction"): "144",
    ("PROTEST", "riot"): "145",
    ("SANCTION", "embargo"): "163",
    ("SANCTION", "boycott"): None,  # 143 if people strike or refuse to buy, 163 if states do
    ("COERCE", "seizure"): "1711",
    ("COERCE", "demolition"): "1712",
    ("COERCE", "curfew"): "1723",
    ("COERCE", "emergency"): "1724",
    ("COERCE", "arrest"): "173",
    ("COERCE", "deportation"): "174",
    ("COERCE", "siege"): "191",
    ("ASSAULT", "abduction"): "181",
    ("ASSAULT", "hostage_taking"): "181",
    ("ASSAULT", "beating"): "182",
    ("ASSAULT", "stabbing"): "182",
    ("ASSAULT", "sexual_violence"): "1821",
    ("ASSAULT", "torture"): "1822",
    ("ASSAULT", "bombing"): "183",
    ("ASSAULT", "suicide_bombing"): "1831",
    ("ASSAULT", "vehicle_ramming"): "18",
    ("ASSAULT", "assassination"): "186",
    ("ASSAULT", "ground_attack"): "19",
    ("ASSAULT", "clash"): "19",
    ("ASSAULT", "shelling"): "194",
    ("ASSAULT", "airstrike"): "195",
    ("ASSAULT", "massacre"): "202",
    ("STATE_CONTROL", "capture"): "192",
}

_REMOTE = "Explosions/Remote violence"
_POLITICAL = "Political violence"

_ACLED: dict[tuple[str, str], AcledType] = {
    ("ASSAULT", "airstrike"): AcledType(
        disorder_type=_POLITICAL, event_type=_REMOTE, sub_event_type="Air/drone strike"
    ),
    ("ASSAULT", "shelling"): AcledType(
        disorder_type=_POLITICAL, event_type=_REMOTE, sub_event_type="Shelling/artillery/missile attack"
    ),
    ("ASSAULT", "suicide_bombing"): AcledType(
        disorder_type=_POLITICAL, event_type=_REMOTE, sub_event_type="Suicide bomb"
    ),
    ("ASSAULT", "bombing"): AcledType(disorder_type=_POLITICAL, event_type=_REMOTE),  # grenades and mines are two
    ("ASSAULT", "clash"): AcledType(disorder_type=_POLITICAL, event_type="Battles", sub_event_type="Armed clash"),
    ("PROTEST", "demonstration"): AcledType(disorder_type="Demonstrations", event_type="Protests"),
    ("PROTEST", "riot"): AcledType(disorder_type=None, event_type="Riots"),  # of demonstrators or of mobs
    ("AGREE", "ceasefire"): AcledType(
        disorder_type="Strategic developments", event_type="Strategic developments", sub_event_type="Agreement"
    ),
}
"""Events that ACLED counts whoever takes part; of others, such as abductions, it counts those of some actors."""


def cameo_code(event_type: str, event_mode: str | None) -> str | None:
    """CAMEO's code of events of a type and mode: of two digits if only the root is certain, None if not even that."""
    root = _ROOTS.get(event_type)
    return root if event_mode is None else _CAMEO.get((event_type, event_mode), root)


def acled_type(event_type: str, event_mode: str | None) -> AcledType | None:
    """ACLED's type of events of a type and mode, None if the codebook does not decide it."""
    return None if event_mode is None else _ACLED.get((event_type, event_mode))


def coded_kinds() -> list[tuple[str, str | None]]:
    """Every type of the codebook, without a mode and with each that it may have."""
    with_modes = [(event_type, name) for name, mode in EVENT_MODES.items() for event_type in mode.types]
    return [*((event_type, None) for event_type in EVENT_TYPES), *with_modes]

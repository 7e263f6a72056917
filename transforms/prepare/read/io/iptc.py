"""IPTC codes that NewsML-G2 and ninjs share."""

import re

WITHDRAWN_STATUSES = ("canceled", "cancelled", "withheld")
"""Publishing statuses of items that must not be used."""

_TOP_LEVEL_CODE = re.compile(r"(?:.*[:/])?\d{2}000000")
"""Codes of the first level of IPTC's media topics and subject codes, such as `medtop:16000000`."""


def is_section(code: str | None) -> bool:
    """Whether an IPTC code is of the first level, such as politics, sport or economy."""
    return bool(code and _TOP_LEVEL_CODE.fullmatch(code))

import pytest

from transforms.agencies import agency_name, find_agencies
from transforms.prepare.clean.agencies import is_credit_line


@pytest.mark.parametrize(
    "line",
    [
        "Associated Press and Reuters contributed to this report",
        "The Associated Press contributed to this report.",
        "Ann Example in Sampleton contributed to this story.",
        "(Reporting by Ann Example; Editing by Bob Sample)",
        "Additional reporting by AFP",
        "With reporting by Reuters",
        "By Ann Example for AFP",
        "Ann Example, Associated Press",
        "— AP",
        "Source: Reuters",
    ],
)
def test_is_credit_line_credits_true(line: str) -> None:
    assert is_credit_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "The storm contributed to the collapse of the bridge.",
        "He told Reuters that the talks had failed.",
        "Mayor visits her brother in hospital - Interfax.",
        "The report was written by a panel of judges and published on Friday.",
        "Source: the ministry of the interior, which did not answer further questions on the matter",
        "",
    ],
)
def test_is_credit_line_other_text_false(line: str) -> None:
    assert not is_credit_line(line)


def test_find_agencies_gives_full_names() -> None:
    assert find_agencies("AP and Reuters contributed") == ("Associated Press", "Reuters")
    assert find_agencies("Material from the Associated Press, AFP") == ("Associated Press", "Agence France-Presse")
    assert find_agencies("a map of the gap") == ()
    assert agency_name("(AFP)") == "Agence France-Presse"
    assert agency_name("Ann Example") is None

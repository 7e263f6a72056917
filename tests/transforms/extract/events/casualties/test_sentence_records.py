"""Groups that a sentence includes in its victims."""

import pytest

from tests.transforms.extract.events.casualties.counts import counted
from transforms.extract.events.casualties.casualties import casualty_records

pytestmark = pytest.mark.model


def test_sentence_records_including_gives_included_groups(parse) -> None:
    (record,) = casualty_records(parse("Fighting has killed at least 27 civilians, including eight children."))
    assert (record.casualties.text, record.casualties.victims) == ("at least 27 civilians", "civilians")
    assert [(one.victims, one.low, one.high) for one in record.casualties.includes] == [("children", 8, 8)]


def test_sentence_records_age_in_included_group_is_not_counted(parse) -> None:
    document = parse(
        "Attacks claimed the lives of at least 27 civilians, including children as young as eight years old."
    )
    assert counted(document) == [("killed", 27, None)]
    assert casualty_records(document)[0].casualties.includes == ()

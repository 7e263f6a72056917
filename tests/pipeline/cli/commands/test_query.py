"""Questions to the tables."""

import pytest

from pipeline.cli.commands.query import ask
from pipeline.errors import OptionError
from pipeline.outputs.folder import views
from pipeline.outputs.folder.ledger import Ledger


@pytest.fixture
def ledger(tmp_path) -> Ledger:
    ledger = Ledger(str(tmp_path / "out"))
    ledger.prepare()
    views.relink(ledger)
    return ledger


def test_an_answer_has_its_columns(ledger: Ledger) -> None:
    assert ask(ledger, "SELECT count(*) AS n FROM events") == (["n"], [(0,)])


@pytest.mark.parametrize("query", ["", " ;", "-- nothing", "FROM evnts", "SELEC 1", "DROP VIEW events"])
def test_a_query_that_cannot_be_asked_is_told(ledger: Ledger, query: str) -> None:
    with pytest.raises(OptionError, match="QUERY"):
        ask(ledger, query)

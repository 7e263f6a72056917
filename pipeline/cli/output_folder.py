"""The output folder that a command reads."""

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OptionError

if TYPE_CHECKING:  # importing it takes long
    from pipeline.outputs.folder.ledger import Ledger

_SCHEME = "bq:"
_QUERY = "rows of a dataset: bq query --use_legacy_sql=false 'SELECT ...'"


def open_output(folder: str | Path, *, instead: str = _QUERY) -> "Ledger":
    """The ledger of the output folder that a command was given.

    Args:
        folder: As the user named it.
        instead: What the user can do with a dataset of BigQuery, which is no folder.

    Raises:
        OptionError: It is a dataset, or no output of newsbeam.
    """
    name = str(folder)
    if name.startswith(f"{_SCHEME}/"):
        dataset = f"{_SCHEME}//{name.removeprefix(_SCHEME).lstrip('/')}"  # a `Path` has one slash less
        raise OptionError(f"DIR: got {dataset!r}, wanted an output folder; {instead}")
    from pipeline.outputs.folder.ledger import Ledger

    ledger = Ledger(folder)
    ledger.check_exists()
    return ledger

"""An exception fails one article, but an error of the system ends the run."""

import errno
from typing import Any

import pytest

from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.step import IsolatedStep


class Failing(IsolatedStep):
    """A step that raises what it is given."""

    def apply(self, element: Any, *side_inputs: Any) -> list[Any]:
        raise element

    def rejection(self, element: Any, error: Exception) -> Rejected:
        ref = RecordRef(uri="u", media_type="text/plain")
        return Rejected(stage="clean", reason="clean_error", error=str(error), ref=ref)


def results(error: Exception) -> list[Any]:
    step = Failing("clean")
    step.start_bundle()
    return list(step.process(error))


@pytest.mark.parametrize("error", [ValueError("a"), OSError("without a number")])
def test_isolated_step_exception_rejects_the_element(error: Exception) -> None:
    (result,) = results(error)
    assert result.tag == "rejected"


def test_isolated_step_error_of_the_system_is_raised() -> None:
    with pytest.raises(OSError, match="No space left"):
        results(OSError(errno.ENOSPC, "No space left on device"))


class Salvaging(Failing):
    """A step that passes on what failed."""

    def failed(self, element: Any, error: Exception) -> list[Any]:
        return [self.rejection(element, error), "kept"]


def test_isolated_step_may_pass_on_what_failed() -> None:
    step = Salvaging("clean")
    step.start_bundle()
    rejected, kept = step.process(ValueError("a"))
    assert (rejected.tag, kept) == ("rejected", "kept")

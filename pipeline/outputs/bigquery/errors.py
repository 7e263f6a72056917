"""Errors of Google's clients as messages that say what to do, and which errors pass by themselves."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from google.api_core import exceptions
from google.auth.exceptions import GoogleAuthError

from pipeline.errors import NewsbeamError

_TRANSIENT = ("backendError", "internalError", "rateLimitExceeded", "jobBackendError", "jobInternalError")
_CONCURRENT_UPDATE = "aborted due to concurrent update"
_JOB_GONE = "Not found: Job"

OVERTAKEN = "another run has committed since this one began"
"""The error of a transaction whose incidents and stories do not take in all that is committed."""

_MAX_MESSAGES = 3
"""Messages shown of a failed job, which may have one for each file."""

_NOT_FOUND = {
    "Dataset": "make it first, with deploy/terraform or: bq mk --dataset PROJECT:DATASET; the same command goes on",
    "Table": "it was deleted meanwhile: the same command makes it again, or says what is lost",
}
"""What to do about something that does not exist, by what it is."""


@contextmanager
def explaining_errors(what: str) -> Iterator[None]:
    """Raise errors of Google's clients as a `NewsbeamError` that says what to do.

    Args:
        what: What was being used.
    """
    try:
        yield
    except GoogleAuthError as error:
        raise NewsbeamError(
            f"{what}: no credentials ({first_line(error)}); on a machine of Google's give it a service account, "
            "elsewhere: gcloud auth application-default login"
        ) from error
    except exceptions.GoogleAPICallError as error:
        raise NewsbeamError(f"{what}: {advice(error)}") from error
    except (exceptions.RetryError, OSError) as error:  # the clients' errors of connections are OSErrors
        raise NewsbeamError(
            f"{what}: no answer ({first_line(error)}); what is written is kept: run the same command again"
        ) from error


def advice(error: exceptions.GoogleAPICallError, more: Iterable[Mapping[str, str]] = ()) -> str:
    """What happened and what to do about it; `more` are the errors of a failed job."""
    messages = [detail["message"] for detail in _details(error) if detail.get("message")] or [first_line(error)]
    messages += [detail.get("message", "") for detail in more]
    message = "; ".join(list(filter(None, dict.fromkeys(messages)))[:_MAX_MESSAGES])
    if OVERTAKEN in message:
        return (
            f"{OVERTAKEN}, and its incidents and stories have to be taken in: run the same command again, "
            "and one run at a time"
        )
    if is_cancelled(error):
        return f"the job was cancelled ({message}); what is written is kept: the same command sends it again"
    if "quotaExceeded" in _reasons(error) or isinstance(error, exceptions.TooManyRequests):
        return f"a quota is used up ({message}); what is written is kept: run the same command when there is room again"
    if isinstance(error, exceptions.Forbidden | exceptions.Unauthorized):
        return (
            f"no rights ({message}); the account needs roles/bigquery.dataEditor on the dataset, "
            "roles/bigquery.jobUser on the project and roles/storage.objectAdmin on the bucket of --temp"
        )
    if isinstance(error, exceptions.NotFound):
        kind = re.search(r"Not found: (\w+)", message)
        return f"not there ({message}); {_NOT_FOUND.get(kind[1] if kind else '', 'run the same command again')}"
    return f"failed ({message}); what is written is kept: fix the cause and run the same command again"


def is_transient(error: exceptions.GoogleAPICallError) -> bool:
    """Whether the same job may succeed when it is sent again at once."""
    return not _reasons(error).isdisjoint(_TRANSIENT) or _CONCURRENT_UPDATE in str(error) or _JOB_GONE in str(error)


def is_cancelled(error: exceptions.GoogleAPICallError) -> bool:
    """Whether somebody cancelled the job."""
    return "stopped" in _reasons(error)


def is_about_content(error: NewsbeamError) -> bool:
    """Whether something that a job reads or writes is missing, or not as the job wants it."""
    return isinstance(error.__cause__, exceptions.NotFound | exceptions.BadRequest)


def is_overtaken(error: NewsbeamError) -> bool:
    """Whether another run has committed since the run began that a job is to commit."""
    return OVERTAKEN in str(error.__cause__)


def _details(error: exceptions.GoogleAPICallError) -> list[Mapping[str, str]]:
    return [detail for detail in error.errors if isinstance(detail, Mapping)]


def _reasons(error: exceptions.GoogleAPICallError) -> set[str]:
    return {str(detail.get("reason")) for detail in _details(error)}


def first_line(error: Exception) -> str:
    """The first line of what an error says."""
    cause = getattr(error, "cause", None) or error  # of attempts that were given up
    lines = str(getattr(cause, "message", None) or cause).strip().splitlines()
    return lines[0] if lines else type(cause).__name__

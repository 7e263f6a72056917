"""The error of a pipeline that failed for a reason nobody foresaw."""

import re
import traceback

from pipeline.errors import NewsbeamError
from pipeline.files import write_file
from pipeline.run.plan import Job

_PERMISSION_DENIED = re.compile(r"\(403, 'Expected one of'|\bForbidden: 403\b")
"""An error of Cloud Storage's client, or one that a worker's error repeats."""


def unexpected_error(job: Job, error: Exception) -> NewsbeamError:
    """Why a pipeline failed, as its engine says, and where the traceback is."""
    last = (str(error).strip().splitlines() or [""])[-1]
    if _PERMISSION_DENIED.search(last):
        last += f"; the account needs roles/storage.objectAdmin on the bucket of --temp {job.workspace.file('')}"
    kept = "finished chunks are kept" if job.output.is_chunked else "nothing of it is committed"
    message = f"the job failed ({type(error).__name__}: {last}); {kept}: run the same command again"
    log, path = "".join(traceback.format_exception(error)), job.path("traceback.txt")
    try:
        write_file(path, log.encode())
    except Exception:  # the workspace may be what failed
        unsaved = NewsbeamError(message)
        unsaved.log = log
        return unsaved
    return NewsbeamError(f"{message}. All of the error: {path}")

"""A language model in a process of its own: it loads while this process does something else, and works ahead of it.

A small run takes most of its time to start. The process of the model is started first of all, before Beam is imported,
so that the two are imported and loaded side by side.
"""

import atexit
import errno
import os
import subprocess
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

import msgspec

from schemas.flow.annotation import Annotation
from schemas.rows.article import Article
from transforms.extract.annotate.model_files import ModelError
from transforms.system.child_process import frame, python_command, read_frame

_MODULE = "transforms.extract.annotate.model_child"


class Answer(msgspec.Struct, array_like=True):
    """What the process says: an annotation; or a reason and an error; or, once the model is loaded, neither."""

    annotation: Annotation | None = None
    reason: str = ""  # too_large or annotate_error; model_error if the model cannot be loaded
    error: str = ""
    errno: int = 0  # of an error of the system


class AnnotationError(Exception):
    """An article could not be annotated.

    Attributes:
        reason: too_large or annotate_error.
    """

    def __init__(self, reason: str, error: str) -> None:
        super().__init__(error)
        self.reason = reason


class ModelProcess:
    """A process that has a language model and annotates articles. It starts at once, and ends at the latest with this.

    Args:
        model: Name or path of a spaCy model.
    """

    def __init__(self, model: str) -> None:
        receiver, self._parent_pipe = os.pipe()  # closed by the kernel if this process is killed
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process runs
        self._process = subprocess.Popen(
            python_command(_MODULE, model, parent_pipe=receiver),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            pass_fds=[receiver],
        )
        os.close(receiver)
        self._is_loaded = False
        self._one_thread = ThreadPoolExecutor(1)  # starts it with the first article

    def annotate(self, article: Article) -> Future[Annotation]:
        """Annotate an article, after those that are being annotated.

        Returns:
            The annotation. An `AnnotationError` if there can be none; a `ModelError` if the model cannot be loaded, an
            `OSError` if the system failed or the process has ended: for these the article is not to blame.
        """
        return self._one_thread.submit(self._annotate, article)

    def close(self) -> None:
        """End the process now."""
        self._process.kill()
        self._process.wait()

    def _annotate(self, article: Article) -> Annotation:
        if not self._is_loaded:
            answer = self._receive()
            if answer.reason:
                raise ModelError(answer.error)
            self._is_loaded = True
        self._send(article)
        answer = self._receive()
        if answer.errno:
            raise OSError(answer.errno, f"{os.strerror(answer.errno)} ({answer.error})")
        if answer.annotation is None:
            raise AnnotationError(answer.reason, answer.error)
        return answer.annotation

    def _send(self, article: Article) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # where the process has ended, receiving says so
            self._process.stdin.write(frame(msgspec.msgpack.encode(article)))
            self._process.stdin.flush()

    def _receive(self) -> Answer:
        assert self._process.stdout is not None
        data = read_frame(self._process.stdout)
        if data is None:
            raise self._ended()
        return msgspec.msgpack.decode(data, type=Answer)

    def _ended(self) -> OSError:
        code = self._process.wait()
        self._errors.seek(0)
        last = (self._errors.read().decode("utf-8", "replace").strip().splitlines() or [""])[-1]
        how = f"exit code {code}: {last}" if code >= 0 else f"signal {-code}"
        return OSError(errno.EPIPE, f"the process that has the language model ended ({how})")


_started: dict[str, ModelProcess] = {}


def start_model_process(model: str) -> None:
    """Start the process of a model, which `started_process` then gives; it is ended when this one exits."""
    if model not in _started:
        _started[model] = ModelProcess(model)
        atexit.register(_started[model].close)


def started_process(model: str) -> ModelProcess | None:
    """The process of a model, if it was started."""
    return _started.get(model)

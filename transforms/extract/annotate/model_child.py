"""The process of a `ModelProcess`: loads a language model, then annotates the articles that standard input gives it.

Answers go to standard output: the first when the model is loaded, then one for each article.
"""

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from schemas.rows.article import Article
from transforms.extract.annotate.model_files import ModelError
from transforms.extract.annotate.model_process import Answer
from transforms.extract.gc_freeze import collecting_later
from transforms.system.child_process import frame, read_frame

if TYPE_CHECKING:
    from transforms.extract.annotate.annotator import Annotator


def main() -> None:
    """Serve until standard input ends. Argument: the model."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is handled by the parent
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not corrupt the frames
    decoder, encoder = msgspec.msgpack.Decoder(Article), msgspec.msgpack.Encoder()

    def send(answer: Answer) -> None:
        stdout.write(frame(encoder.encode(answer)))
        stdout.flush()

    with suppress(BrokenPipeError):
        try:
            annotator = _load(sys.argv[1])
        except ModelError as error:
            send(Answer(reason="model_error", error=str(error)))
            return
        send(Answer())
        while (data := read_frame(stdin)) is not None:
            send(_answer(annotator, decoder.decode(data)))


def _load(model: str) -> "Annotator":
    with collecting_later():
        from transforms.extract.annotate.annotator import annotator

        return annotator(model)


def _answer(annotator: "Annotator", article: Article) -> Answer:
    from transforms.extract.annotate.annotator import TooLongError
    from transforms.failures import describe

    try:
        return Answer(annotation=annotator.annotate(article))
    except Exception as error:  # a text may provoke anything
        number = error.errno if isinstance(error, OSError) else None
        reason = "too_large" if isinstance(error, TooLongError) else "annotate_error"
        return Answer(reason=reason, error=describe(error), errno=number or 0)


if __name__ == "__main__":
    main()

"""The process of a language model, and the step that annotates in it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import apache_beam as beam
import psutil
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.rows.article import Article
from tests.documents import make_article
from transforms.extract.annotate import model_process
from transforms.extract.annotate.ahead import AnnotateAhead
from transforms.extract.annotate.annotator import TEXT_LIMIT, annotator
from transforms.extract.annotate.model_files import DEFAULT_MODEL, ModelError
from transforms.extract.annotate.model_process import AnnotationError, ModelProcess

pytestmark = pytest.mark.model

TEXTS = [f"Gunmen attacked a convoy near Gao on day {day}, killing 12 soldiers." for day in range(20)]
SECONDS_TO_END = 10


@pytest.fixture(scope="module")
def process() -> Iterator[ModelProcess]:
    started = ModelProcess(DEFAULT_MODEL)
    yield started
    started.close()


def id_of(process: ModelProcess) -> int:
    return process._process.pid


def test_annotate_equals_annotation_in_this_process(process: ModelProcess) -> None:
    articles = [make_article(text) for text in TEXTS]
    answers = [process.annotate(article) for article in articles]
    assert [answer.result() for answer in answers] == [annotator().annotate(article) for article in articles]


def test_annotate_text_over_limit_raises_and_process_goes_on(process: ModelProcess) -> None:
    with pytest.raises(AnnotationError, match=r"^TooLongError: text: got .* wanted at most") as raised:
        process.annotate(make_article("a " * TEXT_LIMIT)).result()
    assert raised.value.reason == "too_large"
    assert process.annotate(make_article("Rain fell.")).result()


def test_annotate_missing_model_raises() -> None:
    process = ModelProcess("en_core_web_xxl")
    with pytest.raises(ModelError, match=r"--model 'en_core_web_xxl': no such model is installed"):
        process.annotate(make_article("Rain fell.")).result()
    process.close()


def test_annotate_killed_process_raises_error_of_system() -> None:
    process = ModelProcess(DEFAULT_MODEL)
    os.kill(id_of(process), signal.SIGKILL)
    with pytest.raises(OSError, match=r"the process that has the language model ended \(signal 9\)"):
        process.annotate(make_article("Rain fell.")).result()
    process.close()


def test_process_of_killed_parent_ends() -> None:
    code = (
        "import time; from transforms.extract.annotate import model_process as m\n"
        f"m.start_model_process({DEFAULT_MODEL!r})\n"
        f"print(m.started_process({DEFAULT_MODEL!r})._process.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    child.wait(SECONDS_TO_END)


def summary(rejected: object) -> tuple[str, str, str | None]:
    return (rejected.stage, rejected.reason, rejected.article_id)  # type: ignore[attr-defined]


def text_of(annotation: object) -> str:
    return annotation.article.text  # type: ignore[attr-defined,no-any-return]


def test_transform_text_over_limit_rejects_only_that_article(
    process: ModelProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(model_process._started, DEFAULT_MODEL, process)
    long: Article = make_article("a " * TEXT_LIMIT)
    articles = [long, *map(make_article, TEXTS)]
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        annotated = pipeline | beam.Create(articles, reshuffle=False) | AnnotateAhead(DEFAULT_MODEL)
        assert_that(annotated.annotations | beam.Map(text_of), equal_to(TEXTS))
        found = annotated.rejected | beam.Map(summary)
        assert_that(found, equal_to([("annotate", "too_large", long.article_id)]), label="rejected")
        assert_that(annotated.unannotated, equal_to([long]), label="unannotated")

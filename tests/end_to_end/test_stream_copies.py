"""Copies among the articles of a stream, on an engine for streams: whenever articles come, and of whatever date."""

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.coders import BytesCoder
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing import test_stream
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.periodicsequence import PeriodicImpulse
from apache_beam.transforms.window import TimestampedValue

from schemas.coders import decode, encode
from schemas.rows.article import Article
from tests.end_to_end.job_server import running_job_server
from tests.environments import UnavailableError
from tests.transforms.decide.copies.articles import START, make, text_of
from tests.transforms.decide.stream_copies.arrivals import standing_for
from transforms.decide.stream_copies.find import Decided, FindStreamCopies
from transforms.prepare.event_time import AssignEventTime

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("portable")]

WIRE, RAIN, FIRE = text_of(range(0, 60, 5)), text_of(range(300, 360, 5)), text_of(range(600, 660, 5))
HOUR = 3600.0
READ_SECONDS = 2
MATTERS, VERSIONS = 8, 4


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The endpoint of an engine for streams."""
    try:
        with running_job_server("prism", tmp_path_factory.mktemp("prism")) as jobs:
            yield jobs.endpoint
    except UnavailableError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Prism: {error}")


class Arrivals:
    """A stream of articles, in hours after `START`."""

    def __init__(self) -> None:
        self._stream = test_stream.TestStream(coder=BytesCoder()).advance_watermark_to(START.timestamp() - HOUR)

    def add(self, hours: float, *articles: Article) -> "Arrivals":
        """Let articles arrive at a time, and let time go on: the engine then works on them."""
        now = START.timestamp() + hours * HOUR
        if articles:
            self._stream = self._stream.add_elements([TimestampedValue(encode(one), now) for one in articles])
        self._stream = self._stream.advance_watermark_to(now + 1)
        return self

    def end(self) -> test_stream.TestStream:
        """The stream, which ends now."""
        return self._stream.advance_watermark_to_infinity()


@contextlib.contextmanager
def finding_copies(endpoint: str, arriving: beam.PTransform, output: Sequence[Article] = ()) -> Iterator[Decided]:
    """Find the copies in a stream, with what the caller does with them, until it ends.

    Args:
        endpoint: Of the engine.
        arriving: The articles that arrive, as bytes.
        output: Articles of the output, which take long to read.
    """
    worker = {"environment_type": "LOOPBACK", "streaming": True, "save_main_session": False}
    options = PipelineOptions(flags=[], runner="PortableRunner", job_endpoint=endpoint, **worker)
    with beam.Pipeline(options=options) as pipeline:
        arrived = pipeline | "Stream" >> arriving
        articles = arrived | "Decode" >> beam.Map(_decode).with_output_types(Article) | AssignEventTime()
        rows = pipeline | "Output" >> beam.Create([encode(one) for one in output])
        written = rows | "ReadSlowly" >> beam.Map(_read_slowly).with_output_types(Article)
        yield (articles, written) | FindStreamCopies()


def _decode(data: bytes) -> Article:
    found: Article = decode(Article, data)
    return found


def _read_slowly(data: bytes) -> TimestampedValue:
    time.sleep(READ_SECONDS)
    return TimestampedValue(_decode(data), time.time())


def article(number: int, text: str, *, published: float | None) -> Article:
    """An article that was published some hours after `START`; None if it has no date."""
    return make(number, text, published_at=None if published is None else START + timedelta(hours=published))


def _summary(one: Article, time: Any = beam.DoFn.TimestampParam) -> tuple[str, str, str | None, float]:
    hours = (float(time) - START.timestamp()) / HOUR
    return one.external_id or "", one.outcome, one.duplicate_of, round(hours, 3)


def _outcome(one: Article) -> tuple[str, str, str | None]:
    return one.external_id or "", one.outcome, one.duplicate_of


def _all_lead_to_one_that_stands(found: list[Article]) -> None:
    assert sorted(int(one.external_id or "") for one in found) == list(range(MATTERS * VERSIONS))
    assert 0 < sum(one.outcome == "coded" for one in found) < len(found)
    for one in found:
        original = standing_for(one, found)
        assert int(original.external_id or "") % MATTERS == int(one.external_id or "") % MATTERS


def test_stream_copies_early_late_repeated_and_after_idle_hours(prism: str) -> None:
    stream = Arrivals()
    stream.add(0, article(1, WIRE, published=0))
    stream.add(1, article(2, WIRE, published=-5))  # published before what it is a copy of
    stream.add(1.5, article(1, WIRE, published=0))
    stream.add(2, article(3, RAIN, published=-500))
    stream.add(3, article(4, f"Cali. {RAIN}", published=9000))
    stream.add(30).add(40, article(5, FIRE, published=None)).add(60)
    stream.add(71, article(6, WIRE, published=71))  # within 72 hours of the first
    stream.add(145, article(7, WIRE, published=144))  # more than 72 hours after the last one
    stream.add(146, article(8, WIRE, published=146))
    wire, rain, later = (make(number, WIRE).article_id for number in (1, 3, 7))
    wanted = [
        ("1", "coded", None, 0.0),
        ("2", "duplicate", wire, -5.0),
        ("3", "coded", None, -22.0),
        ("4", "duplicate", rain, 3.0),
        ("5", "coded", None, 40.0),
        ("6", "duplicate", wire, 71.0),
        ("7", "coded", None, 144.0),
        ("8", "duplicate", later, 146.0),
    ]
    with finding_copies(prism, stream.end()) as found:
        assert_that(found.articles | beam.Map(_summary), equal_to(wanted))
        repeats = found.repeats | "Repeats" >> beam.Map(_summary)
        assert_that(repeats, equal_to([("1", "coded", None, 0.0)]), label="repeats")


def test_stream_copies_that_come_at_once_each_lead_to_one_that_stands(prism: str) -> None:
    texts = [text_of(range(12 * number, 12 * number + 12)) for number in range(MATTERS)]
    versions = [f"{'Cali. ' * version}{text}" for version in range(VERSIONS) for text in texts]
    arriving = [make(number, text) for number, text in enumerate(versions)]
    with finding_copies(prism, Arrivals().add(0, *arriving).end()) as found:
        assert_that(found.articles, _all_lead_to_one_that_stands)


def test_stream_copies_of_articles_of_the_output_wait_until_these_are_read(prism: str) -> None:
    # Not a `TestStream`: there, steps with state wait for all that comes to them, whether the transform does or not.
    now = time.time()
    arriving = [encode(make(number, WIRE)) for number in (2, 3)]
    first = make(1, WIRE)
    with finding_copies(prism, PeriodicImpulse(now, now + 2, 1, data=arriving), [first]) as found:
        wanted = [(number, "duplicate", first.article_id) for number in ("2", "3")]
        assert_that(found.articles | beam.Map(_outcome), equal_to(wanted))

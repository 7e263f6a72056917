"""The steps of finding copies in a stream, each with what it remembers of a key, and for how long.

Every event-time timer is set to when the last of what a key holds is no longer asked for, and then clears it. An
article that waits does not hold back the watermark: everything is in the global window, where nothing is late.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import BagStateSpec, ReadModifyWriteStateSpec, TimerSpec, on_timer
from apache_beam.transforms.window import TimestampedValue
from apache_beam.utils.timestamp import Timestamp

from schemas.coders import RecordCoder
from schemas.flow.stream_copies import (
    Arrived,
    BandAnswer,
    Comparison,
    IncomingRecord,
    KnownText,
    Meeting,
    Probe,
    Question,
    Reply,
    Seen,
    Verdict,
)
from schemas.rows.article import Article
from transforms import metrics
from transforms.decide.stream_copies import rules
from transforms.shingles import signature

ARRIVED, PROBES, TEXTS = "arrived", "probes", "texts"
REPEATS, QUESTIONS, WRITTEN = "repeats", "questions", "written"

_NOW = beam.DoFn.TimestampParam


class _Remembering(beam.DoFn):
    """Base class of the steps that remember something of a key.

    Args:
        memory: How long after its event time an article is known.
    """

    def __init__(self, memory: timedelta = rules.MEMORY) -> None:
        self._memory = memory

    def forgets(self, time: int) -> Timestamp:
        """When an article is no longer found.

        Args:
            time: Its event time.
        """
        return Timestamp(micros=time + rules.microseconds(self._memory))

    def gives_up(self, time: int) -> Timestamp:
        """When nothing more is asked of an article, and it waits for nothing more.

        Args:
            time: Its event time.
        """
        return Timestamp(micros=time + rules.microseconds(self._memory + rules.GRACE))


def _at_event_time(article: Article, arrived: Arrived) -> TimestampedValue:
    return TimestampedValue(article, Timestamp(micros=arrived.time))


def _probes(article: Article, time: int, *, is_written: bool) -> Iterator[tuple[int, Probe]]:
    found = article.signature or b""
    probe = Probe(article.article_id, article.content_id, found, time, is_written)
    yield from ((band, probe) for band in rules.probed_bands(found))


class ReadWritten(beam.DoFn):
    """Articles of the output to what is remembered of them, as if they had arrived at their event times.

    Outputs: records by article, the main one; `probes` by band; `texts` by article; `written`, a 1 for each article.
    """

    def process(self, article: Article, time: Any = _NOW) -> Iterator[Any]:
        article_id, micros = article.article_id, time.micros
        yield article_id, IncomingRecord(article.content_id)
        if rules.takes_part(article):
            yield from (TaggedOutput(PROBES, one) for one in _probes(article, micros, is_written=True))
            known = KnownText(article.text, rules.arrival_of(article_id, micros), True, micros)
            yield TaggedOutput(TEXTS, (article_id, Comparison(known=known)))
        yield TaggedOutput(WRITTEN, 1)


class DropRepeats(_Remembering):
    """Records by article to new articles that may be copies: `probes` by band and `arrived` by revision.

    Other outputs: new articles that take no part, the main one; `repeats`, records that repeat a text. A key holds the
    ids of its texts, at most 1 kilobyte.
    """

    _SEEN = beam.DoFn.StateParam(ReadModifyWriteStateSpec("seen", RecordCoder(Seen)))
    _EXPIRY = TimerSpec("expiry", TimeDomain.WATERMARK)
    _TIMER = beam.DoFn.TimerParam(_EXPIRY)

    def process(
        self, keyed: tuple[str, IncomingRecord], time: Any = _NOW, state: Any = _SEEN, timer: Any = _TIMER
    ) -> Iterator[Any]:
        article_id, record = keyed
        arrival = time.micros if record.article is None else _wall_clock()
        seen = rules.see(state.read(), record.content_id, rules.arrival_of(article_id, arrival), time.micros)
        if seen is not None:
            state.write(seen)
            timer.set(self.forgets(seen.time))
        if record.article is None:
            return
        if seen is None:
            metrics.REPEATS_DROPPED.add(1)
            yield TaggedOutput(REPEATS, record.article)
        elif not rules.takes_part(article := _with_signature(record.article)):
            yield article
        else:
            arrived = Arrived(article, seen.arrival, time.micros)
            yield TaggedOutput(ARRIVED, (arrived.revision, Meeting(arrived=arrived)))
            yield from (TaggedOutput(PROBES, one) for one in _probes(article, time.micros, is_written=False))

    @on_timer(_EXPIRY)
    def forget(self, state: Any = _SEEN) -> None:
        """Clear the key."""
        state.clear()


def _wall_clock() -> int:
    """Not the event time: articles of one moment are told apart by when they are at work."""
    return rules.microseconds(datetime.now(UTC) - datetime(1970, 1, 1, tzinfo=UTC))


def _with_signature(article: Article) -> Article:
    if article.outcome != "coded" or article.signature:
        return article
    return replace(article, signature=signature(article.text))


class MeetAtBand(_Remembering):
    """Articles by band to who was there before them, by revision.

    A key holds `MOST_AT_BAND` articles, about 1 kilobyte.
    """

    _KNOWN = beam.DoFn.StateParam(ReadModifyWriteStateSpec("known", RecordCoder(tuple[Probe, ...])))
    _EXPIRY = TimerSpec("expiry", TimeDomain.WATERMARK)
    _TIMER = beam.DoFn.TimerParam(_EXPIRY)

    def process(
        self, keyed: tuple[int, Probe], state: Any = _KNOWN, timer: Any = _TIMER
    ) -> Iterator[tuple[str, Meeting]]:
        band, probe = keyed
        known, earlier = rules.meet(state.read() or (), probe, self._memory)
        state.write(tuple(known))
        timer.set(self.forgets(max(one.time for one in known)))
        if not probe.is_written:
            bands = len(rules.probed_bands(probe.signature))
            yield probe.revision, Meeting(answer=BandAnswer(band, bands, tuple(earlier)))

    @on_timer(_EXPIRY)
    def forget(self, state: Any = _KNOWN) -> None:
        """Clear the key."""
        state.clear()


class FindCandidates(_Remembering):
    """An article and the answers of its bands to the articles that it may be a copy of.

    Outputs: articles that have none, the main one; `arrived` by revision, those that have some, and their `questions`
    by article that is asked; `texts` by article, of all. A key holds an article and the signatures of at most
    `MOST_AT_BAND` others for each band, some 40 kilobytes, until all answers are there: some seconds.
    """

    _ARRIVED = beam.DoFn.StateParam(ReadModifyWriteStateSpec("arrived", RecordCoder(Arrived)))
    _ANSWERS = beam.DoFn.StateParam(BagStateSpec("answers", RecordCoder(BandAnswer)))
    _EXPIRY = TimerSpec("expiry", TimeDomain.WATERMARK)
    _TIMER = beam.DoFn.TimerParam(_EXPIRY)

    def process(
        self,
        keyed: tuple[str, Meeting],
        time: Any = _NOW,
        state: Any = _ARRIVED,
        answers: Any = _ANSWERS,
        timer: Any = _TIMER,
    ) -> Iterator[Any]:
        revision, meeting = keyed
        if meeting.arrived is not None:
            state.write(meeting.arrived)
        if meeting.answer is not None:
            answers.add(meeting.answer)
        found = {answer.band: answer for answer in answers.read()}
        is_complete = any(answer.bands == len(found) for answer in found.values())
        if not is_complete or (arrived := state.read()) is None:
            timer.set(self.gives_up(time.micros))
            return
        for one in (state, answers, timer):
            one.clear()
        article = arrived.article
        met = [probe for answer in found.values() for probe in answer.earlier]
        others = rules.candidates(article.signature, met)
        known = KnownText(article.text, arrived.arrival, not others, arrived.time)
        yield TaggedOutput(TEXTS, (article.article_id, Comparison(known=known)))
        if not others:
            yield _at_event_time(article, arrived)
            return
        yield TaggedOutput(ARRIVED, (revision, Verdict(arrived=arrived, replies=len(others))))
        question = Comparison(question=Question(revision, article.text))
        yield from (TaggedOutput(QUESTIONS, (other, question)) for other in others)

    @on_timer(_EXPIRY)
    def give_up(self, state: Any = _ARRIVED, answers: Any = _ANSWERS) -> Iterator[Any]:
        """Let an article stand whose answers did not come: no engine loses them, but none shall lose the article."""
        yield from _undecided(state.read())
        state.clear()
        answers.clear()


def _undecided(arrived: Arrived | None) -> Iterator[TimestampedValue]:
    if arrived is not None:
        metrics.UNDECIDED_ARTICLES.add(1)
        yield _at_event_time(arrived.article, arrived)


class CompareTexts(_Remembering):
    """Texts of known articles, and questions to them, to replies, by the revision that asks.

    A key holds the article's text, and, for the seconds until it comes, those of the articles that ask before.
    """

    _KNOWN = beam.DoFn.StateParam(ReadModifyWriteStateSpec("known", RecordCoder(KnownText)))
    _QUESTIONS = beam.DoFn.StateParam(BagStateSpec("questions", RecordCoder(Question)))
    _EXPIRY = TimerSpec("expiry", TimeDomain.WATERMARK)
    _TIMER = beam.DoFn.TimerParam(_EXPIRY)

    def process(
        self,
        keyed: tuple[str, Comparison],
        time: Any = _NOW,
        state: Any = _KNOWN,
        waiting: Any = _QUESTIONS,
        timer: Any = _TIMER,
    ) -> Iterator[tuple[str, Verdict]]:
        article_id, comparison = keyed
        known = comparison.known or state.read()
        questions = [] if comparison.question is None else [comparison.question]
        if known is None:
            waiting.add(comparison.question)
            timer.set(self.gives_up(time.micros))
            return
        if comparison.known is not None:
            questions = list(waiting.read())
            waiting.clear()
            state.write(known)
            timer.set(self.gives_up(known.time))
        for question in questions:
            yield question.revision, Verdict(reply=rules.reply(article_id, known, question))

    @on_timer(_EXPIRY)
    def forget(self, state: Any = _KNOWN, waiting: Any = _QUESTIONS) -> None:
        """Clear the key."""
        state.clear()
        waiting.clear()


class DecideOnCopies(_Remembering):
    """An article and the replies of those that it may be a copy of to the article, as a copy if it is one.

    A key holds an article and some dozen bytes for each reply, until all replies are there: some seconds.
    """

    _ASKED = beam.DoFn.StateParam(ReadModifyWriteStateSpec("asked", RecordCoder(Verdict)))
    _REPLIES = beam.DoFn.StateParam(BagStateSpec("replies", RecordCoder(Reply)))
    _EXPIRY = TimerSpec("expiry", TimeDomain.WATERMARK)
    _TIMER = beam.DoFn.TimerParam(_EXPIRY)

    def process(
        self,
        keyed: tuple[str, Verdict],
        time: Any = _NOW,
        state: Any = _ASKED,
        replies: Any = _REPLIES,
        timer: Any = _TIMER,
    ) -> Iterator[Any]:
        verdict = keyed[1]
        if verdict.reply is not None:
            replies.add(verdict.reply)
        else:
            state.write(verdict)
        asked = state.read()
        found = {reply.article_id: reply for reply in replies.read()}
        if asked is None or len(found) < asked.replies:
            timer.set(self.gives_up(time.micros))
            return
        for one in (state, replies, timer):
            one.clear()
        yield _at_event_time(rules.decide(asked.arrived, found.values()), asked.arrived)

    @on_timer(_EXPIRY)
    def give_up(self, state: Any = _ASKED, replies: Any = _REPLIES) -> Iterator[Any]:
        """Let an article stand whose replies did not come: no engine loses them, but none shall lose the article."""
        if (asked := state.read()) is not None:
            yield from _undecided(asked.arrived)
        state.clear()
        replies.clear()

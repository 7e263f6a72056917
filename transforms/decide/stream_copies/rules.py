"""What each step of finding copies in a stream does, as functions of what it remembers and what comes.

An article that arrives is a copy if it resembles one that arrived before and is still known: what stands goes on
standing, whatever the dates of publication are. Articles that arrive at the same moment may meet one another at their
bands in different orders, so that each of two finds the other there. Then `decide` goes by arrival:

- If one of two found the other and was not found, the other is alone and stands; if each found the other, the one that
  arrived first stands. So of two that find nothing but each other one stands and one is a copy.
- An article is a copy only of one that surely stands or that arrived before it. So copies never are copies of one
  another in a circle: of any articles that resemble each other at least one stands.

Limits: of three and more articles that resemble each other and arrive at the same moment, two may stand. An article
that resembles a copy, and not what that is a copy of, is a copy of the copy. A band that remembers `MOST_AT_BAND`
articles remembers no more: articles that share with each other bands of this kind only do not find each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from schemas.flow.stream_copies import Arrived, KnownText, Probe, Question, Reply, Seen
from schemas.rows.article import Article
from transforms.decide.copies.similarity import ComparedText, find_similarity
from transforms.shingles import MIN_SHARED_BANDS, bands_of

MOST_AT_BAND = 4
"""Articles that a band remembers, the first to come: more would be copies of these."""

PROBED_BANDS = 16
"""Bands of a signature at which articles meet, the first of it; all are compared once they have met.

Each costs two messages an article. Of 7,592 copies made of real articles that share enough bands, all but one share one
of the first 16; of the first 8, all but 25."""

MOST_TEXTS = 32
"""Texts of an article whose ids are remembered, the latest."""

MEMORY = timedelta(hours=72)
"""How long after its event time an article is known."""

GRACE = timedelta(hours=48)
"""How long an article's text can be asked for after it is no longer found.

It is more than what an event time may be before the arrival, and than what work may lag behind."""


def microseconds(duration: timedelta) -> int:
    """A duration as event times are counted."""
    return duration // timedelta(microseconds=1)


def takes_part(article: Article) -> bool:
    """Whether an article may be a copy, or have copies."""
    return article.outcome == "coded" and bool(article.signature)


def probed_bands(signature: bytes) -> list[int]:
    """The bands at which an article meets others, each once, sorted.

    Args:
        signature: See `transforms.shingles`.
    """
    return sorted(set(bands_of(signature)[:PROBED_BANDS]))


def arrival_of(article_id: str, time: int) -> str:
    """Sorts articles by arrival, then by id, as `transforms.blocks.sort_order` does by publication.

    Args:
        article_id: 32 hexadecimal digits.
        time: Of the arrival, in microseconds since 1970.
    """
    return f"{time + (1 << 62):016x}{article_id}"


def see(seen: Seen | None, content_id: str, arrival: str, time: int) -> Seen | None:
    """What is remembered of an article id when a record of it comes.

    Args:
        seen: What was remembered; None at first.
        content_id: Of the record's text.
        arrival: What sorts the record by arrival.
        time: Its event time.

    Returns:
        None if the record repeats a text that is remembered.
    """
    if seen is None:
        return Seen(arrival, (content_id,), time)
    if content_id in seen.texts:
        return None
    return Seen(seen.arrival, (*seen.texts, content_id)[-MOST_TEXTS:], max(seen.time, time))


def meet(known: Sequence[Probe], probe: Probe, memory: timedelta = MEMORY) -> tuple[list[Probe], list[Probe]]:
    """What a band remembers after an article came, and whom the article found there.

    A revision takes the place of the revision before it, and does not find those that came after that.

    Args:
        known: Who is at the band, in the order in which they came.
        probe: The article.
        memory: How long articles are known.
    """
    there = [one for one in known if one.time + microseconds(memory) > probe.time]
    ids = [one.article_id for one in there]
    if probe.article_id in ids:
        place = ids.index(probe.article_id)
        latest = max(there[place].time, probe.time)
        return [*there[:place], probe._replace(time=latest), *there[place + 1 :]], there[:place]
    return [*there, probe][:MOST_AT_BAND], there


def candidates(signature: bytes, met: Iterable[Probe]) -> list[str]:
    """Ids of the articles that an article is compared with, sorted: those that it has enough bands in common with.

    Args:
        signature: Of the article.
        met: All that it found at its bands.
    """
    bands = frozenset(bands_of(signature))
    shared = {
        one.article_id for one in set(met) if len(bands.intersection(bands_of(one.signature))) >= MIN_SHARED_BANDS
    }
    return sorted(shared)


def reply(article_id: str, known: KnownText, question: Question) -> Reply:
    """Whether the article that asks is a copy of the one that is asked, if it comes before it."""
    found = find_similarity(ComparedText(text=question.text), ComparedText(text=known.text))
    kind, similarity = found or (None, 0.0)
    return Reply(article_id, known.arrival, known.is_alone, kind, similarity)


def decide(arrived: Arrived, replies: Iterable[Reply]) -> Article:
    """An article, as a copy if it is one.

    Args:
        arrived: The article.
        replies: Of all that it may be a copy of.
    """
    originals = [one for one in replies if one.kind is not None and (one.is_alone or one.arrival < arrived.arrival)]
    if not originals:
        return arrived.article
    original = min(originals, key=_likeness)
    return replace(
        arrived.article,
        outcome="duplicate",
        duplicate_of=original.article_id,
        duplicate_kind=original.kind,
        duplicate_similarity=original.similarity,
    )


def _likeness(one: Reply) -> tuple[bool, bool, float, str]:
    """Best first: one that surely stands, then the most alike, then the first to arrive."""
    return not one.is_alone, one.kind != "exact", -one.similarity, one.arrival

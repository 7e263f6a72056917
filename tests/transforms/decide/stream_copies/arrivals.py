"""Articles that arrive in a stream, and what becomes of them, by the pure functions alone."""

from collections.abc import Mapping, Sequence

from schemas.flow.stream_copies import Arrived, KnownText, Probe, Question
from schemas.rows.article import Article
from transforms.decide.stream_copies.rules import arrival_of, candidates, decide, meet, probed_bands, reply

START = 1_750_000_000_000_000
SECOND = 1_000_000


def bands_of_all(articles: Sequence[Article]) -> list[int]:
    """All bands at which some articles meet, each once."""
    return sorted({band for article in articles for band in probed_bands(article.signature or b"")})


def standing_for(article: Article, articles: Sequence[Article]) -> Article:
    """The article that stands for one of some, be it itself, a copy of that, or a copy of such a copy."""
    by_id = {one.article_id: one for one in articles}
    for _ in articles:
        if article.duplicate_of is None:
            return article
        article = by_id[article.duplicate_of]
    raise AssertionError(f"{article.external_id} is one of copies of each other; wanted one that stands")


def arrive(articles: Sequence[Article], orders: Mapping[int, Sequence[int]] | None = None) -> list[Article]:
    """What becomes of articles that arrive in their order.

    Args:
        articles: Different ones.
        orders: The order in which they come to a band, by their numbers; that of their arrival where it is missing.
    """
    times = [START + number * SECOND for number in range(len(articles))]
    arrived = [
        Arrived(article, arrival_of(article.article_id, time), time)
        for article, time in zip(articles, times, strict=True)
    ]
    met: dict[str, list[Probe]] = {one.article_id: [] for one in articles}
    for band in bands_of_all(articles):
        known: list[Probe] = []
        for number in (orders or {}).get(band, range(len(articles))):
            one = articles[number]
            if band in probed_bands(one.signature or b""):
                probe = Probe(one.article_id, one.content_id, one.signature or b"", times[number])
                known, found = meet(known, probe)
                met[one.article_id] += found
    others = {one.article_id: candidates(one.signature or b"", met[one.article_id]) for one in articles}
    texts = {
        one.article.article_id: KnownText(one.article.text, one.arrival, not others[one.article.article_id], one.time)
        for one in arrived
    }
    return [
        decide(one, [reply(name, texts[name], Question(one.revision, one.article.text)) for name in found])
        for one, found in zip(arrived, others.values(), strict=True)
    ]

"""The definition of site boilerplate over all articles of one site at once: what the spread count must equal."""

from collections.abc import Sequence

from schemas.flow.staging import SiteArticle
from transforms.decide.site_boilerplate import MIN_STORIES, required_stories


def stories(articles: Sequence[SiteArticle]) -> int:
    """How many articles differ in address, title and text."""
    addresses = {one.article_id for one in articles}
    titles = {one.title_hash for one in articles}
    identifying = [_identifying_paragraphs(one) for one in articles]
    texts = max(len({first for first, _ in identifying}), len({least for _, least in identifying}))
    return min(len(addresses), len(titles), texts)


def _identifying_paragraphs(article: SiteArticle) -> tuple[int, int]:
    hashes = [one.hash for one in article.paragraphs if one.is_own] or [one.hash for one in article.paragraphs] or [0]
    return hashes[0], min(hashes)


def boilerplate(articles: Sequence[SiteArticle]) -> frozenset[int]:
    """Hashes of a site's boilerplate.

    Args:
        articles: All of the site, in any order, some of them perhaps twice.
    """
    if len(articles) < MIN_STORIES:
        return frozenset()
    places: dict[int, list[tuple[SiteArticle, bool]]] = {}
    for article in articles:
        for paragraph in article.paragraphs:
            places.setdefault(paragraph.hash, []).append((article, paragraph.is_own))
    required = required_stories(stories(articles))
    return frozenset(hash_ for hash_, where in places.items() if _is_boilerplate(where, required))


def _is_boilerplate(places: Sequence[tuple[SiteArticle, bool]], required: int) -> bool:
    own = {article.article_id for article, is_own in places if is_own}
    articles = {article.article_id for article, _ in places}
    return 2 * len(own) <= len(articles) and stories([article for article, _ in places]) >= required

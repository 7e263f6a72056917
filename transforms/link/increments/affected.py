"""The articles whose clusters a run may change: its own, and those of earlier runs that links join to them.

Clusters are made within components: of items that links of one half and more join, over however many others. So what
has to be clustered anew are the components of the run's articles, of those that are compared with others than before,
and of what their earlier clusters hold. With all of their articles and the links among them, the clusters are those of
one run over everything.
"""

from collections.abc import Collection, Iterable, Iterator

from schemas.flow.linking import ArticleProfile, LinkArticle, LinkCopy
from transforms.blocks import block_number
from transforms.link.clusters import Pair
from transforms.link.compare import Links
from transforms.link.history import HistoryReader
from transforms.link.increments.growth import Row, id_of
from transforms.link.increments.kept_profiles import KEPT, revision_key
from transforms.link.increments.nearby import NearbyArticles
from transforms.link.keys import article_keys
from transforms.link.profile import make_profile
from transforms.link.select import by_original, with_copies

MOST_ARTICLES = 1_000
"""Articles that are clustered anew, about. A component may join most of what a time tells; of a larger one only those
articles are, and whole clusters of theirs, that fewest links lead to from the run's own."""


class Affected:
    """What has to be clustered anew.

    Attributes:
        articles: The run's own and earlier ones, by id, with their copies.
        links: Between them, and to others.
        rows: Clusters of earlier runs that list any of them, by id.

    Args:
        nearby: Has read the blocks around the run's articles.
        history: What earlier runs left.
        copies: Of the run.
        ids: Of all articles of the run, the ones that are not coded too.
    """

    def __init__(
        self, nearby: NearbyArticles, history: HistoryReader, copies: Iterable[LinkCopy], ids: Collection[str]
    ) -> None:
        self.articles: dict[str, LinkArticle] = {}
        self.links = Links([], [])
        self.rows: dict[str, Row] = {}
        self._nearby = nearby
        self._history = history
        self._copies = by_original(copies)
        self._ids = frozenset(ids)
        self._members: set[str] = set()
        self._profiles: dict[str, ArticleProfile] = {}
        self._compared: set[Pair] = set()

    def profile(self, article_id: str) -> ArticleProfile:
        """The profile of one of the articles."""
        return self._profiles[article_id]

    def add_run(self, articles: Iterable[LinkArticle]) -> None:
        """Find everything that the run's articles affect.

        Args:
            articles: Those of the run that are coded.
        """
        own = list(map(self._with_copies, articles))
        self._profiles |= {article.article_id: make_profile(article) for article in own}
        self._nearby.add_run(map(article_keys, own), self._ids)
        regrouped = {one for pair in self._nearby.no_longer_compared() for one in pair}
        self._grow({*self._ids, *self._copies, *regrouped})
        earlier = map(self._with_copies, self._history.read_articles(self._members - self._ids))
        self.articles = {article.article_id: article for article in (*own, *earlier)}

    def _grow(self, found: set[str]) -> None:
        """Add articles, what their clusters list, and what links join to them, until nothing is joined any more."""
        rounds = 0
        while found and (rounds < 2 or len(self._members) + len(found) <= MOST_ARTICLES):
            added = self._with_clusters(found) - self._members
            self._members |= added
            found = set(self._compare(added)) - self._members
            rounds += 1

    def _with_clusters(self, ids: set[str]) -> set[str]:
        """Articles, and all that clusters list that list any of them."""
        listed, found = ids, set(ids)
        while listed:
            rows = list(self._history.read_clusters(listed))
            self.rows |= {id_of(row): row for row in rows}
            listed = {one for row in rows for one in row.article_ids} - found
            found |= listed
        return found

    def _compare(self, ids: Collection[str]) -> Iterator[str]:
        """Compare some articles with all others; gives those that a link joins."""
        self._read(ids)
        self._nearby.read_around({block_number(self._profiles[one].block) for one in ids if one in self._profiles})
        pairs = self._nearby.pairs(ids) - self._compared
        self._compared |= pairs
        self._read({one for pair in pairs for one in pair})
        for one, other in sorted(pairs):
            are_known = one in self._profiles and other in self._profiles  # else one has been revised since
            if are_known and self.links.add(self._profiles[one], self._profiles[other]):
                yield from (one, other)

    def _read(self, ids: Collection[str]) -> None:
        """Read the profiles of earlier articles; most of these are only compared, and need not be held as a whole."""
        wanted = set(ids) - self._profiles.keys() - self._ids
        for keys in filter(None, map(self._nearby.keys_of, wanted)):
            if (profile := KEPT.get(revision_key(keys))) is not None:
                self._profiles[keys.article_id] = profile
        for article in self._history.read_articles(wanted - self._profiles.keys()):
            self._profiles[article.article_id] = make_profile(article)
            KEPT.keep(revision_key(article), self._profiles[article.article_id])

    def _with_copies(self, article: LinkArticle) -> LinkArticle:
        copies = self._copies.get(article.article_id, ())
        return with_copies(article, copies) if copies else article

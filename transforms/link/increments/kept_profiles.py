"""Profiles of earlier articles that this process has made: small runs, one after the other, compare many of them again.

A row that a run has written does not change, so that article, run and text stand for a profile.
"""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from schemas.flow.linking import ArticleKeys, ArticleProfile, LinkArticle

MOST_PROFILES = 5_000
"""Profiles that are kept, the last used: some ten kilobytes each."""


class RevisionKey(NamedTuple):
    """A revision of an article, as a run has written it."""

    article_id: str
    run_id: str
    content_id: str


def revision_key(article: ArticleKeys | LinkArticle) -> RevisionKey | None:
    """The revision of an article; None if its run is still under way, so that its rows may yet be others."""
    return RevisionKey(article.article_id, article.run_id, article.content_id) if article.run_id else None


class KeptProfiles:
    """The profiles that were used last, at most `MOST_PROFILES`."""

    def __init__(self) -> None:
        self._profiles: OrderedDict[RevisionKey, ArticleProfile] = OrderedDict()
        self._lock = Lock()

    def get(self, revision: RevisionKey | None) -> ArticleProfile | None:
        """The profile of a revision; None if it is not kept."""
        with self._lock:
            profile = self._profiles.get(revision) if revision else None
            if revision and profile is not None:
                self._profiles.move_to_end(revision)
            return profile

    def keep(self, revision: RevisionKey | None, profile: ArticleProfile) -> None:
        """Keep the profile of a revision, and forget the one that was not used for longest if there are too many."""
        if revision is None:
            return
        with self._lock:
            self._profiles[revision] = profile
            self._profiles.move_to_end(revision)
            while len(self._profiles) > MOST_PROFILES:
                self._profiles.popitem(last=False)


KEPT = KeptProfiles()
"""Those of this process."""

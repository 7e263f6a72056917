"""Profiles that a process keeps: used for the revision that they were made of alone, and not more than so many."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import pytest

from schemas.flow.linking import ArticleProfile, LinkArticle
from schemas.rows.story import Story
from tests.transforms.link.memory_history import MemoryHistory, link_in_one_step
from tests.transforms.link.test_link import make_article
from transforms.link.increments import kept_profiles
from transforms.link.increments.kept_profiles import KeptProfiles, RevisionKey, revision_key
from transforms.link.keys import article_keys
from transforms.link.stories.score import MatterScores


@dataclass
class _CountingHistory(MemoryHistory):
    """Counts how often each article was read."""

    read: list[str] = field(default_factory=list)

    def read_articles(self, ids: Collection[str]) -> list[LinkArticle]:
        found = super().read_articles(ids)
        self.read += [one.article_id for one in found]
        return found


def written(article: LinkArticle, run_id: str) -> LinkArticle:
    return replace(article, run_id=run_id)


def profile(number: int) -> ArticleProfile:
    return ArticleProfile(article_id=str(number), order="")


def revision(number: int) -> RevisionKey:
    return RevisionKey(str(number), "run", "content")


def test_profiles_that_were_not_used_for_longest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_profiles, "MOST_PROFILES", 2)
    kept = KeptProfiles()
    for number in (1, 2):
        kept.keep(revision(number), profile(number))
    assert kept.get(revision(1)) == profile(1)
    kept.keep(revision(3), profile(3))
    assert [kept.get(revision(number)) is not None for number in (1, 2, 3)] == [True, False, True]


def test_rows_of_a_run_that_is_under_way_are_no_revision() -> None:
    article = make_article(1, 0, 0)
    assert revision_key(article) is None
    assert revision_key(written(article, "r1")) == revision_key(article_keys(written(article, "r1"))) is not None


def test_compared_article_is_read_once_and_again_when_it_has_been_revised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.link.increments.affected.KEPT", KeptProfiles())
    monkeypatch.setattr("transforms.link.compare.matter_scores", lambda *_: MatterScores(stories=0.2, incidents=0.2))
    words = ["harbour", "strike"]
    history = _CountingHistory()
    compared = written(make_article(1, 1, 0, words=[*words, "a", "b", "c", "d"]), "r1")
    link_in_one_step([compared], history)
    for number in (2, 3):
        link_in_one_step([written(make_article(number, number, 0, words=[*words, f"w{number}", "x"]), "r2")], history)
    assert history.read.count(compared.article_id) == 1
    link_in_one_step([written(make_article(1, 1, 0, words=[*words, "e"], text="revised"), "r3")], history)
    link_in_one_step([written(make_article(4, 4, 0, words=[*words, "w4", "x"]), "r4")], history)
    assert history.read.count(compared.article_id) == 2
    assert len([row for row in history.rows.values() if isinstance(row, Story)]) == 4

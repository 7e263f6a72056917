from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.flow.linking import ArticleProfile, LinkArticle, LinkEntity
from transforms.link.stories.score import Likeness, story_features, story_score
from transforms.link.stories.subject import LISTED, story_subject

WORDS = ("heist", "cannes", "jewel", "carlton", "robber", "diamond", "hotel", "necklace", "police", "city")


def entity(name: str, salience: float = 0.5, kind: str = "PERSON") -> LinkEntity:
    return LinkEntity(entity_id=name.lower(), name=name, type=kind, mention_count=1, salience=salience)


def profile(name: str = "a", *, day: int | None = 100, **fields: Any) -> ArticleProfile:
    article = LinkArticle(article_id=name, content_id=name, **fields)
    return ArticleProfile(article_id=name, order=name, day=day, subject=story_subject(article))


def told(day: int | None = 100, **more: Any) -> ArticleProfile:
    known = {"topic_words": WORDS, "entities": (entity("Ann Lee"),), "title": "Jewels stolen in Cannes"}
    return profile(day=day, **(known | more))


def test_story_score_of_the_same_words_on_one_day_is_above_the_threshold() -> None:
    assert story_score(told(), told()) > 0.9


def test_story_score_of_nothing_shared_is_below_the_threshold() -> None:
    other = profile(topic_words=("quake", "aceh"), entities=(entity("Bo Chan"),), title="Quake hits Aceh")
    assert story_score(told(), other) < 0.2


@pytest.mark.parametrize("worse", [told(day=130), told(entities=()), told(topic_words=WORDS[::2]), told(title="More")])
def test_story_score_falls_with_each_thing_less_in_common(worse: ArticleProfile) -> None:
    assert story_score(told(), worse) < story_score(told(), told())


def test_story_score_unknown_day_or_title_is_not_held_against_an_article() -> None:
    assert story_score(told(), told(day=None)) > 0.5
    assert story_score(told(), told(day=None, title=None)) > 0.5


def test_story_features_gap_grows_up_to_a_year_and_is_unknown_without_a_day() -> None:
    gaps = [story_features(told(), told(day=100 + days)).gap for days in (0, 1, 30, 365, 3650)]
    assert gaps == sorted(gaps)
    assert (gaps[0], gaps[3], gaps[4]) == (0, 1, 1)
    assert story_features(told(), told(day=None)).undated == 1


def test_story_features_untitled_is_said_of_either() -> None:
    assert [story_features(told(), told(title=title)).untitled for title in ("Jewels", None, "")] == [0, 1, 1]


@given(st.lists(st.sampled_from(WORDS), unique=True), st.lists(st.sampled_from(WORDS), unique=True), st.integers(1, 10))
def test_likeness_is_symmetric_from_0_to_1_and_1_of_equals(one: list[str], other: list[str], offset: int) -> None:
    likeness = Likeness(offset)
    places, others = ({word: place for place, word in enumerate(words)} for words in (one, other))
    assert likeness(places, others) == pytest.approx(likeness(others, places))
    assert 0 <= likeness(places, others) <= 1 + 1e-9
    assert likeness(places, places) == pytest.approx(float(bool(places)))


def test_likeness_small_offset_weighs_the_first_places_more() -> None:
    one, other = {"a": 0, "b": 1, "c": 2}, {"a": 0, "d": 1, "e": 2}
    assert Likeness(1)(one, other) > Likeness(10)(one, other)


@given(st.lists(st.sampled_from(WORDS), unique=True), st.lists(st.sampled_from(WORDS), unique=True))
def test_story_score_does_not_depend_on_which_comes_first(one: list[str], other: list[str]) -> None:
    first, second = told(topic_words=tuple(one)), told(110, topic_words=tuple(other))
    assert story_score(first, second) == story_score(second, first)


def test_story_subject_lists_words_as_given_and_names_by_salience() -> None:
    entities = (entity("Low", 0.1), entity("High", 0.9), entity("French", 1.0, "NORP"))
    article = LinkArticle(
        article_id="a",
        content_id="a",
        title="Ann Lee's 34 jewels in CANNES",
        topic_words=tuple(f"w{i}" for i in range(LISTED + 5)),
        entities=entities,
        published_date=date(2024, 3, 1),
    )
    subject = story_subject(article)
    assert subject.names == {"high": 0, "low": 1}
    assert subject.title == {"34", "jewels", "cannes"}
    assert (len(subject.words), subject.words["w0"], subject.words["w7"]) == (LISTED, 0, 7)

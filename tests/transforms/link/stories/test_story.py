from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.flow.linking import LinkCopy, LinkEntity, StoryArticle
from schemas.ids import story_id
from transforms.link.stories.story import TOP_ENTITIES, make_story


def entity(name: str, salience: float = 0.5) -> LinkEntity:
    return LinkEntity(entity_id=name.lower(), name=name, type="PERSON", mention_count=1, salience=salience)


def article(name: str, day: int | None = None, *, copies: tuple[str, ...] = (), **fields: Any) -> StoryArticle:
    published = None if day is None else datetime(2024, 3, day, tzinfo=UTC)
    known: dict[str, Any] = {"site": f"{name}.com", "title": f"Title {name}", "published_at": published}
    made = tuple(
        LinkCopy(article_id=one, duplicate_of=name, site=f"{one}.com", published_at=published) for one in copies
    )
    return StoryArticle(article_id=name, order=f"{day or 99:02} {name}", copies=made, **(known | fields))


ARTICLES = [
    article("c", 3, topic_words=("fire", "lima"), entities=(entity("Ann"), entity("Bo", 0.9))),
    article("b", 1, copies=("z",), topic_words=("fire",), entities=(entity("Ann"),)),
    article("a", 2, site="b.com", topic_words=("lima", "flood"), entities=(entity("Cy", 0.1), entity("Bo"))),
    article("d", topic_words=("lima",)),
]


def test_make_story_of_several_articles_counts_copies_once_as_independent() -> None:
    story = make_story(ARTICLES)
    assert story.story_id == story_id("b")
    assert story.article_ids == ("a", "b", "c", "d", "z")
    assert (story.article_count, story.independent_count, story.site_count) == (5, 4, 4)
    assert story.first_published_at == datetime(2024, 3, 1, tzinfo=UTC)
    assert story.last_published_at == datetime(2024, 3, 3, tzinfo=UTC)
    assert (story.revision, story.replaced_by) == (1, None)


def test_make_story_title_is_that_of_the_article_with_most_words_in_common() -> None:
    assert make_story(ARTICLES).title == "Title c"


def test_make_story_title_of_equals_is_that_of_the_earliest_with_a_title() -> None:
    assert make_story([article("b", 2), article("a", 3), article("c", 1, title=None)]).title == "Title b"
    assert make_story([article("a", title=None)]).title == ""


def test_make_story_entities_are_sorted_by_articles_then_salience() -> None:
    found = [(one.name, one.article_count) for one in make_story(ARTICLES).top_entities]
    assert found == [("Ann", 3), ("Bo", 2), ("Cy", 1)]


def test_make_story_entities_are_few_and_have_their_commonest_name() -> None:
    many = tuple(entity(f"Name {i}") for i in range(TOP_ENTITIES + 5))
    forms = [
        LinkEntity(entity_id="x", name=name, type="GPE", mention_count=1, salience=1) for name in ("U.S.", "USA", "USA")
    ]
    story = make_story([article(str(i), i + 1, entities=(one, *many)) for i, one in enumerate(forms)])
    assert len(story.top_entities) == TOP_ENTITIES
    assert story.top_entities[0].name == "USA"


def test_make_story_without_dates_and_sites_has_none() -> None:
    story = make_story([article("a", site=None)])
    assert (story.first_published_at, story.last_published_at, story.site_count) == (None, None, 0)


@given(st.permutations(ARTICLES))
def test_make_story_does_not_depend_on_the_order_of_its_articles(articles: list[StoryArticle]) -> None:
    assert make_story(articles) == make_story(ARTICLES)

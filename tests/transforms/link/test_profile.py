from datetime import date

from schemas.flow.linking import LinkArticle, LinkEntity
from transforms.link.profile import make_profile
from transforms.link.stories.score import story_score


def article(name: str, *words: str) -> LinkArticle:
    entity = LinkEntity(entity_id=words[0], name=words[0], type="PERSON", mention_count=1, salience=0.9)
    return LinkArticle(
        article_id=name,
        content_id=name,
        published_date=date(2024, 3, 1),
        title=" ".join(words),
        topic_words=words,
        entities=(entity,),
    )


def test_make_profile_has_what_stories_are_scored_by() -> None:
    one, other, third = (
        make_profile(article(*words))
        for words in (("a", "heist", "jewel"), ("b", "heist", "jewel"), ("c", "quake", "aceh"))
    )
    assert story_score(one, other) > 0.9
    assert story_score(one, third) < 0.2
    assert one.day == other.day
    assert set(one.keys) & set(other.keys)

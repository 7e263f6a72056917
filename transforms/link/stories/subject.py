"""What an article is about, as it is compared with other articles for stories."""

import re

from schemas.flow.linking import LinkArticle, LinkEntity, StorySubject

LISTED = 40
"""Words and names that are compared."""
_GENERAL_TYPES = frozenset(("NORP", "WORK_OF_ART", "LAW"))
"""Entities of these types hardly tell one matter from another."""
_TITLE_WORD = re.compile(r"[^\W\d_]{4,}|\d+")


def story_subject(article: LinkArticle) -> StorySubject:
    """What an article is about.

    Args:
        article: Needs its topic words, entities and title only.
    """
    names = sorted((one for one in article.entities if one.type not in _GENERAL_TYPES), key=_most_salient_first)
    return StorySubject(
        words={word: place for place, word in enumerate(article.topic_words[:LISTED])},
        names={entity.entity_id: place for place, entity in enumerate(names[:LISTED])},
        title=frozenset(_TITLE_WORD.findall((article.title or "").casefold())),
    )


def _most_salient_first(entity: LinkEntity) -> tuple[float, str]:
    return -entity.salience, entity.entity_id

"""Articles with events as LINK is given them, made by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from schemas.flow.linking import (
    ArticleProfile,
    LinkArticle,
    LinkCasualties,
    LinkEntity,
    LinkEvent,
    LinkLocation,
    LinkParticipant,
    LinkTrigger,
)
from transforms.link.profile import make_profile

ARTICLE_DAY = date(2026, 3, 10)


def place(name: str, *, region: str = "Texas", country: str = "US", number: int | None = 7) -> LinkLocation:
    """A settlement; a street or building without a number."""
    feature = None if number is None else "PPL"
    return LinkLocation(text=name, name=name, geonames_id=number, feature=feature, admin1=region, country_code=country)


def person(name: str) -> LinkParticipant:
    """A participant with a name."""
    return LinkParticipant(text=name, entity_id=name, name=name)


def someone(text: str) -> LinkParticipant:
    """A participant without a name."""
    return LinkParticipant(text=text)


def victims(kind: str, low: int, high: int | None = None, text: str = "people") -> LinkCasualties:
    """A count of casualties; exact without a greatest number."""
    return LinkCasualties(kind=kind, low=low, high=low if high is None else high, text=text)


def told(name: str, trigger: str, event_type: str = "ASSAULT", **fields: Any) -> LinkEvent:
    """An event that the article tells of as a fact: `on` is the day of March 2026."""
    on = fields.pop("on", None)
    if on is not None:
        day = date(2026, 3, on)
        fields = {
            "date_start": day,
            "date_end": day,
            "date_precision": "day",
            "date_basis": "explicit",
            **fields,
        }
    if fields.get("location") is not None:
        fields.setdefault("location_basis", "clause")
    made: dict[str, Any] = {"sentence_start": 0, "confidence": 0.9, "salience": 0.5, **fields}
    return LinkEvent(event_id=name, event_type=event_type, trigger=LinkTrigger(lemma=trigger), **made)


def article(*events: LinkEvent, people: Sequence[str] = (), **fields: Any) -> LinkArticle:
    """An article with these events, in the order of the text."""
    named = dict.fromkeys(people)
    for event in events:
        named.update(dict.fromkeys(one.entity_id for one in (*event.actors, *event.recipients) if one.entity_id))
    entities = tuple(
        LinkEntity(entity_id=name, name=name, type="PERSON", mention_count=1, salience=0.5) for name in named
    )
    made: dict[str, Any] = {"content_id": "", "published_date": ARTICLE_DAY, "entities": entities, **fields}
    article_id = made.pop("article_id", events[0].event_id if events else "empty")
    return LinkArticle(article_id=article_id, events=events, **made)


def profile(*events: LinkEvent, **fields: Any) -> ArticleProfile:
    """What is compared of such an article."""
    return make_profile(article(*events, **fields))

"""Where an event happened: the place of its clause, else of wider and wider passages, at last the article's own."""

from collections.abc import Sequence

from schemas.rows.event import Location
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.places.places import main_place
from transforms.extract.events.casualties.word_lists import setting_words
from transforms.extract.events.main_event import answers, of_the_story
from transforms.extract.events.setting.place_mentions import (
    COUNTRY,
    DIVISION,
    PART,
    TOWN,
    Scene,
    scenes,
    scenes_by_sentence,
    standing,
    story_place,
)
from transforms.extract.grammar.clauses import steps_to

WITHIN = 2
"""Sentences from an event to a place in its paragraph."""
_BEFORE_NOUNS = frozenset(("compound", "poss", "nmod", "amod"))


def place_of(document: Document, trigger_tokens: Sequence[Token]) -> tuple[Location, str] | None:
    """Where an event happened.

    Args:
        document: The article.
        trigger_tokens: The event's trigger, in one sentence.

    Returns:
        The place and its basis: clause, sentence, paragraph or article; None where nothing says.
    """
    sentence, at = trigger_tokens[0].sentence, trigger_tokens[0].i
    here = scenes_by_sentence(document).get(sentence.index, ())
    told = of_the_story(document, trigger_tokens)
    story = story_place(document) if told else main_place(document)
    own = [
        scene for scene in here if scene.standing and scene.coarse != PART and not answers(scene.head, trigger_tokens)
    ]
    near = [(steps, scene) for scene in own if (steps := steps_to(scene.head, trigger_tokens)) is not None]
    best: Scene | None = None
    basis = "clause"
    if near:
        best = min(near, key=lambda pair: (pair[1].coarse, -pair[1].standing, pair[0], pair[1].start))[1]
    elif reached := [one for one in here if one.coarse in (TOWN, PART) and undergoes(one.head, trigger_tokens)]:
        best = min(reached, key=lambda scene: (scene.coarse, scene.start))
    elif pointed := _pointed(document, trigger_tokens):
        best = pointed
    elif own:
        best = min(own, key=lambda scene: (scene.coarse, -scene.standing, abs(scene.head.i - at), scene.start))
        basis = "sentence"
    elif story is None or not told:
        around = [
            scene
            for scene in scenes(document)
            if scene.standing
            and scene.coarse != PART
            and scene.head.sentence.paragraph == sentence.paragraph
            and 0 < abs(scene.head.sentence.index - sentence.index) <= WITHIN
        ]
        best = min(
            around,
            key=lambda scene: (scene.coarse, abs(scene.head.sentence.index - sentence.index), scene.start),
            default=None,
        )
        basis = "paragraph"
    if best is None:
        return (story, "article") if story is not None else None
    if best.coarse >= DIVISION and story is not None and _lies_in(story, best) and (told or best.coarse == DIVISION):
        return story, "article"  # 'in northern Ohio', of an article from Toledo
    return best.location, basis


def _lies_in(place: Location, scene: Scene) -> bool:
    if (place.feature or "").startswith(("ADM1", "PCL")):
        return False
    if scene.coarse == COUNTRY:
        return place.country_code is not None and place.country_code == scene.location.country_code
    return place.admin1 == scene.location.admin1


def _pointed(document: Document, trigger_tokens: Sequence[Token]) -> Scene | None:
    """The town that 'in the city' points to: the last one named before."""
    for token in _pointers(document).get(trigger_tokens[0].sentence.index, ()):
        if undergoes(token, trigger_tokens) or (standing(token) and steps_to(token, trigger_tokens) is not None):
            before = [scene for scene in scenes(document) if scene.start < token.start and scene.coarse == TOWN]
            called = [scene for scene in before if _is_called(scene.head, token.lower)]
            return (called or before)[-1] if before else None
    return None


@per_document
def _pointers(document: Document) -> dict[int, list[Token]]:
    """'the city', 'that village' and the like, by the index of their sentence."""
    found: dict[int, list[Token]] = {}
    towns = setting_words("where")["towns"]
    for token in document.tokens:
        if token.lower in towns and any(child.lower in ("the", "this", "that") for child in token.children):
            found.setdefault(token.sentence.index, []).append(token)
    return found


def _is_called(head: Token, noun: str) -> bool:
    """Whether a place is called by a noun where it is named: 'the city of Leeds', 'Leeds city'."""
    governor = head.head
    if head.dep == "pobj" and governor.lower == "of":
        return governor.head.lower == noun
    return governor.lower == noun or any(child.lower == noun and child.dep == "appos" for child in head.children)


def undergoes(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a trigger's object is the place: 'entered the city of Leeds', 'Leeds was shelled', 'hit its port'."""
    where, token = setting_words("where"), head
    for _ in range(6):
        governor = token.head
        if token.dep in ("dobj", "nsubjpass"):
            return governor in trigger_tokens and governor.pos == "VERB" and governor.lemma in where["reached"]
        if token.dep == "pobj" and governor.lower == "of" and governor.head.lemma in where["sites"]:
            token = governor.head
        elif token.dep in ("conj", "appos") or (token.dep in _BEFORE_NOUNS and governor.lemma in where["sites"]):
            token = governor
        else:
            return False
    return False

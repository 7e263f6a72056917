"""A person's gender, by honorific, role and given name."""

from schemas.rows.entity import Entity
from transforms.extract.document import Document
from transforms.extract.entities.names.forms import words_of
from transforms.extract.entities.words import GIVEN_NAMES, PERSON_NOUNS
from transforms.extract.fold import fold
from transforms.extract.languages.load import word_set

_MALE_TITLES = word_set("coreference.toml", "titles", "male")
_FEMALE_TITLES = word_set("coreference.toml", "titles", "female")


def gender_of_person(document: Document, entity: Entity) -> str:
    """Tell a person's gender: m or f; '' where nothing tells or the evidence is balanced.

    Args:
        document: The article.
        entity: A person of the article.
    """
    votes = {"m": 0, "f": 0}
    for mention in entity.mentions:
        token = document.token_at(mention.start)
        if token is None or token.i == 0:
            continue
        before = document.tokens[token.i - 1].lower
        if before in _MALE_TITLES or PERSON_NOUNS.get(before) == "male":
            votes["m"] += 2
        elif before in _FEMALE_TITLES or PERSON_NOUNS.get(before) == "female":
            votes["f"] += 2
    for word in (entity.role or "").lower().split():
        noun_gender = PERSON_NOUNS.get(word)
        if noun_gender in ("male", "female"):
            votes["m" if noun_gender == "male" else "f"] += 2
    parts = words_of(entity.name)
    if len(parts) > 1:
        given = GIVEN_NAMES.get(fold(parts[0]), "u")
        if given != "u":
            votes[given] += 1
    if votes["m"] == votes["f"]:
        return ""
    return "m" if votes["m"] > votes["f"] else "f"

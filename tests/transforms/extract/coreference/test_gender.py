from collections.abc import Callable

import pytest

from transforms.extract.coreference.gender import gender_of_person
from transforms.extract.document import Document
from transforms.extract.entities.extract import resolve_entities

Parse = Callable[..., Document]


@pytest.mark.model
def test_gender_of_person_by_honorific_role_or_given_name(parse: Parse) -> None:
    document = parse("Mrs. Okafor met spokesman K. Ruud, Anna Lind and Q. Xu on Monday.")
    genders = {
        entity.name: gender_of_person(document, entity)
        for entity in resolve_entities(document).entities
        if entity.type == "PERSON"
    }
    assert genders["Okafor"] == "f"
    assert genders["Anna Lind"] == "f"
    assert genders.get("K. Ruud") == "m"

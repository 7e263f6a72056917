"""Events that memorials and works are about."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.events.claims.commemoration import is_subject_of_memorial
from transforms.extract.events.claims.modality import modality_of

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "word", "commemorated"),
    [
        ("A monument to the 30 miners killed in the Lens explosion was opened on Monday.", "killed", True),
        ("A monument to the 30 miners killed in the Lens explosion was opened on Monday.", "explosion", True),
        ("A plaque honouring the victims of the bombing was unveiled on Monday.", "bombing", True),
        ("A film about the massacre of 40 villagers opened in Rome.", "massacre", True),
        ("The two leaders came to remember the 350 men killed at the bridge.", "killed", True),
        ("The city marked 20 years since the attack that killed 52 people.", "attack", True),
        ("The city marked 20 years since the attack that killed 52 people.", "killed", True),
        ("The bridge was opened two years after the attack.", "attack", True),
        ("The bridge was opened two days after the attack.", "attack", False),
        ("A statue of the king was destroyed in the attack.", "attack", False),
        ("A vigil was held for three people killed in a fire on Sunday.", "killed", False),
    ],
)
def test_is_subject_of_memorial_what_it_is_about_yields_true(
    parse: Parse, text: str, word: str, commemorated: bool
) -> None:
    document = parse(text)
    token = next(token for token in document.tokens if token.text == word)
    assert is_subject_of_memorial(token) is commemorated
    assert (modality_of(document, [token]) == "historical") is commemorated

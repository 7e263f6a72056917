import pytest

from transforms.prepare.clean.language_id import identify_language, is_confidently_foreign


@pytest.mark.parametrize(
    "text",
    [
        "Insurgents entered the city on Friday and clashed with the army.",
        "Two killed in Mazar-i-Sharif.",
        "Abu Hamza al-Masri, Umar Farouk and Zacarias were convicted in Kano.",
        "On September 29, Putin offered to negotiate with the president of Armenia.",
        "Bogota, 9 Jan 90 (Efe) -- Ricardo Alfonso Castellar, mayor of Achi, was kidnapped on 5 January.",
    ],
)
def test_identify_language_english_with_foreign_names(text: str) -> None:
    assert not is_confidently_foreign(*identify_language(text), text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Der Bürgermeister sagte am Freitag, dass die Brücke wegen des Hochwassers gesperrt bleibt. " * 3, "de"),
        ("Le maire a déclaré vendredi que le pont restera fermé à cause de la crue de la rivière. " * 3, "fr"),
        ("El alcalde dijo el viernes que el puente seguirá cerrado por la crecida del río. " * 3, "es"),
    ],
)
def test_identify_language_of_other_languages(text: str, code: str) -> None:
    found = identify_language(text)
    assert found[0] == code
    assert is_confidently_foreign(*found, text)


def test_identify_language_without_words_is_none() -> None:
    assert identify_language("... 123") == (None, None)
    assert not is_confidently_foreign(None, None, "")

"""Who may be one person, and who is surely not."""

import pytest

from transforms.extract.events.casualties.victim_profile import Persona


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Persona(), Persona(name="reyes")),
        (Persona(sex="m"), Persona(age=21)),
        (Persona(name="reyes", age=21), Persona(name="reyes", sex="f")),
        (Persona(child=True), Persona(sex="f")),
    ],
)
def test_who_may_be_one(one: Persona, other: Persona) -> None:
    assert one.fits(other)
    assert other.fits(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Persona(name="reyes"), Persona(name="okafor")),
        (Persona(sex="m"), Persona(sex="f")),
        (Persona(age=21), Persona(age=12)),
        (Persona(child=True), Persona(child=False)),
        (Persona(part="police"), Persona(part="attacker")),
    ],
)
def test_who_is_surely_another(one: Persona, other: Persona) -> None:
    assert not one.fits(other)
    assert not other.fits(one)


def test_what_one_mention_tells_is_remembered() -> None:
    who = Persona(sex="m")
    who.learn(Persona(name="reyes", age=21))
    assert who == Persona(name="reyes", sex="m", age=21)
    assert who.same(Persona(age=21))
    assert not who.same(Persona(sex="m"))

"""Who may be one person, and who is surely not."""

import pytest

from transforms.extract.events.casualties.victim_profile import VictimProfile


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (VictimProfile(), VictimProfile(name="reyes")),
        (VictimProfile(sex="m"), VictimProfile(age=21)),
        (VictimProfile(name="reyes", age=21), VictimProfile(name="reyes", sex="f")),
        (VictimProfile(child=True), VictimProfile(sex="f")),
    ],
)
def test_who_may_be_one(one: VictimProfile, other: VictimProfile) -> None:
    assert one.may_be(other)
    assert other.may_be(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (VictimProfile(name="reyes"), VictimProfile(name="okafor")),
        (VictimProfile(sex="m"), VictimProfile(sex="f")),
        (VictimProfile(age=21), VictimProfile(age=12)),
        (VictimProfile(child=True), VictimProfile(child=False)),
        (VictimProfile(role="police"), VictimProfile(role="attacker")),
    ],
)
def test_who_is_surely_another(one: VictimProfile, other: VictimProfile) -> None:
    assert not one.may_be(other)
    assert not other.may_be(one)


def test_what_one_mention_tells_is_remembered() -> None:
    who = VictimProfile(sex="m")
    who.merge(VictimProfile(name="reyes", age=21))
    assert who == VictimProfile(name="reyes", sex="m", age=21)
    assert who.is_surely(VictimProfile(age=21))
    assert not who.is_surely(VictimProfile(sex="m"))

"""Which profiles may be of one person."""

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
def test_may_be_no_contradiction_is_true(one: VictimProfile, other: VictimProfile) -> None:
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
def test_may_be_contradiction_is_false(one: VictimProfile, other: VictimProfile) -> None:
    assert not one.may_be(other)
    assert not other.may_be(one)


def test_merge_other_mention_adds_what_it_says() -> None:
    who = VictimProfile(sex="m")
    who.merge(VictimProfile(name="reyes", age=21))
    assert who == VictimProfile(name="reyes", sex="m", age=21)
    assert who.is_surely(VictimProfile(age=21))
    assert not who.is_surely(VictimProfile(sex="m"))

"""Articles made from others."""

from schemas.flow.linking import LinkArticle
from tests.linking.corpus import changed_clusters, name_pools
from tests.transforms.link.incidents.linking import article, person, place, told, victims

TOWNS = [place("Salinas", region="California"), place("Chicago", region="Illinois"), place("Laredo", region="Texas")]
VICTIMS = ["Ann Lee", "Bob Ray", "Cyd Orr"]


def shootings() -> dict[str, list[LinkArticle]]:
    """Three shootings, each with two articles."""
    return {
        victim: [
            article(
                told(
                    f"{victim} {paper}",
                    "shoot",
                    event_mode="shooting",
                    location=town,
                    recipients=(person(victim),),
                    casualties=(victims("killed", 1),),
                    on=9 + number * 7,
                ),
                title=f"{victim} shot in {town.name}",
                topic_words=tuple(victim.casefold().split()),
            )
            for paper in "ab"
        ]
        for number, (victim, town) in enumerate(zip(VICTIMS, TOWNS, strict=True))
    }


def test_changed_clusters_change_names_alike_and_nothing_else() -> None:
    made = list(changed_clusters(shootings(), 6))
    assert [happening for happening, _ in made] == [f"{victim}/1" for victim in VICTIMS for _ in "ab"]
    for (_, one), (_, other), original in zip(made[::2], made[1::2], shootings().values(), strict=True):
        event = one.events[0]
        assert event.recipients == other.events[0].recipients
        assert event.location == other.events[0].location
        assert (one.title or "").endswith(f"shot in {event.location.name}" if event.location else "")
        assert (event.event_type, event.casualties) == ("ASSAULT", original[0].events[0].casualties)
        assert len({one.article_id, other.article_id, original[0].article_id}) == 3


def test_changed_clusters_are_the_same_each_time() -> None:
    assert list(changed_clusters(shootings(), 9)) == list(changed_clusters(shootings(), 9))


def test_name_pools_count_a_town_once_a_happening() -> None:
    towns = name_pools(shootings().values()).towns
    assert sorted(town.name or "" for town in towns) == ["Chicago", "Laredo", "Salinas"]


def test_changed_clusters_change_the_region_with_its_town() -> None:
    regions = {town.name: town.admin1 for town in TOWNS}
    for _, made in changed_clusters(shootings(), 60):
        location = made.events[0].location
        assert location
        assert location.admin1 == regions[location.name]
        assert (made.title or "").endswith(f"shot in {location.name}")

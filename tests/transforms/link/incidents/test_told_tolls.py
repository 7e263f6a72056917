"""The toll of incidents that articles tell in their own words."""

from dataclasses import asdict
from datetime import timedelta

import msgspec
import pytest

from schemas.flow.linking import LinkEvent
from tests.transforms.link.incidents.reports import day, report
from transforms.extract.events.extract import extract_events
from transforms.link.incidents.incident import make_incident
from transforms.link.incidents.tolls import standing, toll

pytestmark = pytest.mark.model

BOMB = "A bomb exploded at a market in Kirkuk on Monday. "


@pytest.mark.parametrize(
    "articles",
    [
        (
            BOMB + "Twelve people were killed, police said.",
            BOMB + "Thirteen people were killed, the Reuters agency reported.",
            BOMB + "Reuters put the dead at 13.",
            BOMB + "The toll rose to 14, police said.",
        ),
        (
            "A bomb tore through a market in Kirkuk on Monday: twelve killed, police said.",
            "Thirteen people were killed when a bomb exploded at a market in Kirkuk on Monday, Reuters reported.",
            "Reuters puts the death toll at 13 after Monday's bombing at a market in Kirkuk.",
            "Police said the death toll from Monday's bombing at a market in Kirkuk had risen to 14.",
        ),
        (
            "Police said a bomb killed twelve people at a market in Kirkuk on Monday. Among the dead was Ada Reyes.",
            "The Reuters news agency reported that thirteen people were killed at a market in Kirkuk on Monday.",
            "According to Reuters, a bomb killed 13 people at a market in Kirkuk on Monday.",
            "The death toll of the bombing in Kirkuk has risen to 14, police said. Another victim died in hospital.",
        ),
    ],
)
def test_make_incident_of_told_articles_gives_the_toll_as_it_was_known(parse, articles: tuple[str, ...]) -> None:
    told = zip(articles, ("a.com/1", "c.com", "d.com", "a.com/2"), (11, 12, 12, 13), strict=True)
    reports = []
    for text, name, on in told:
        events = extract_events(parse(text, published_at=day(on), published_date=day(on).date()))
        found = msgspec.convert([asdict(event) for event in events], list[LinkEvent])
        reports.append(report(name, *found, on=on))
    row = make_incident(reports, [])
    assert [(claim.source.lower(), claim.low) for claim in row.claims if claim.source] == [
        ("police", 12),
        ("reuters", 13),
        ("police", 14),
    ]
    assert [claim.superseded_by is None for claim in row.claims] == [False, True, True]
    assert (row.killed_best, row.independent_count, row.event_type) == (14, 2, "ASSAULT")
    known = [toll(standing(row.claims, before=day(on) + timedelta(hours=12)), "killed").best for on in (11, 12, 13)]
    assert known == [12, 13, 14]

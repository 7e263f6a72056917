"""What an article reports: a record of each happening that it tells of, compact enough to compare with others."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.flow.linking import IncidentReport, LinkArticle, ReportedCount
from transforms.link.incidents.happenings import happenings_of
from transforms.link.incidents.mentions import Mention, ages_in, folded_name, mention_of, type_group

_LEAST_SHARE = 0.2
"""Share of the weight of a report's places that a town must have, lest one wrong place makes two reports one."""
_INHERITED = 0.5
"""Weight of a place that an event has from the article, not from its sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What an article names without tying it to an event; see `IncidentReport`."""

    people: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    sites: tuple[str, ...] = ()
    ages: tuple[int, ...] = ()


_NOTHING = _Named()


def incident_reports(article: LinkArticle) -> tuple[IncidentReport, ...]:
    """The happenings that an article tells of.

    A report has an event that happened and is likelier than not; events that are planned, hypothetical, denied or
    negated join the happening that they are about.

    Args:
        article: With its events, in the order of the text, and its entities.

    Returns:
        The reports, in the order of their first events. An event is in one of them at most.
    """
    names = {entity.entity_id: folded_name(entity) for entity in article.entities}
    mentions = [mention_of(event, position, names) for position, event in enumerate(article.events)]
    happenings = [happening.mentions for happening in happenings_of(mentions)]
    happenings.sort(key=lambda own: min(mention.position for mention in own))
    leading: dict[str, Sequence[Mention]] = {}
    for own in sorted(happenings, key=lambda own: -own[0].event.salience):
        leading.setdefault(type_group(own[0].event.event_type), own)
    named = _named(article, names)
    return tuple(
        _report(group, own, named if own is leading[group] else _NOTHING)
        for own in happenings
        for group in (type_group(own[0].event.event_type),)
    )


def _named(article: LinkArticle, names: dict[str, str]) -> _Named:
    telling = frozenset(article.topic_words)
    of_type: dict[str, list[str]] = {}
    for entity in article.entities:
        of_type.setdefault(entity.type, []).append(names[entity.entity_id])
    return _Named(
        people=frozenset(name for name in of_type.get("PERSON", ()) if " " in name),
        places=frozenset((*of_type.get("GPE", ()), *article.topic_words)),
        sites=tuple(site for site in of_type.get("FAC", ()) if not telling.isdisjoint(site.split())),
        ages=tuple(ages_in((article.title or "",))),
    )


def _report(group: str, mentions: Sequence[Mention], named: _Named) -> IncidentReport:
    """The report that events make.

    Args:
        group: Of their types.
        mentions: The events, the most salient first, so that of each value its most salient event counts.
        named: What goes with the report beside its events.
    """
    positions = sorted(mention.position for mention in mentions)
    event_ids = [""] * len(mentions)
    towns: dict[str, int] = {}
    sites: dict[str, int] = {}
    days: dict[int, int] = {}
    actors: dict[str, int] = {}
    victims: dict[str, int] = {}
    counts: dict[str, ReportedCount] = {}
    periods = []
    for mention in mentions:
        index = positions.index(mention.position)
        event = mention.event
        event_ids[index] = event.event_id
        if mention.town:
            towns.setdefault(mention.town, index)
        if mention.site:
            sites.setdefault(mention.site, index)
        if mention.days and mention.is_dated:
            if event.date_precision == "day":
                days.setdefault(mention.days[0], index)
            else:
                periods.append(mention.days)
        for names, found in ((mention.actors, actors), (mention.recipients, victims)):
            for name in names:
                found.setdefault(name, index)
        for kind, (low, high) in mention.counts.items():
            if kind not in counts:
                counts[kind] = ReportedCount(low=low, high=high, event=index)
    for site in named.sites:
        sites.setdefault(site, positions.index(mentions[0].position))
    return IncidentReport(
        report_id=event_ids[0],
        event_ids=tuple(event_ids),
        group=group,
        modes=frozenset([mention.event.event_mode for mention in mentions if mention.event.event_mode]),
        triggers=frozenset([mention.event.trigger.lemma for mention in mentions]),
        towns=towns if len(towns) < 2 else _well_supported(towns, mentions),
        sites=sites,
        regions=frozenset([mention.region for mention in mentions if mention.region]),
        days=days,
        period=periods[0] if periods and not days else None,
        actors=actors,
        victims=victims,
        names=frozenset((*actors, *victims)),
        ages=frozenset(named.ages).union(*[mention.ages for mention in mentions if mention.ages]),
        counts=counts,
        people=named.people,
        places=named.places,
    )


def _well_supported(towns: dict[str, int], mentions: Sequence[Mention]) -> dict[str, int]:
    """The towns without those that hardly an event gives."""
    weights: dict[str, list[float]] = {town: [] for town in towns}
    for mention in mentions:
        if mention.town:
            weights[mention.town].append(mention.event.salience * (1.0 if mention.is_placed else _INHERITED))
    least = _LEAST_SHARE * math.fsum(weight for own in weights.values() for weight in own)
    return {town: index for town, index in towns.items() if math.fsum(weights[town]) >= least}

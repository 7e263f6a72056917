"""Put reports together to incidents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import apache_beam as beam
from apache_beam.pvalue import AsSingleton, TaggedOutput

from schemas.flow.linking import IncidentLink, IncidentReport, LinkArticle, LinkReason, ReportedIncident
from schemas.rows.incident import Incident
from transforms.blocks import sort_order
from transforms.join import Join
from transforms.link.clusters import THRESHOLD, clusters_of
from transforms.link.component_map import FindComponents, unpack_components
from transforms.link.incidents.incident import make_incident
from transforms.step import Step


def reported_incidents(article: LinkArticle, reports: Iterable[IncidentReport]) -> Iterator[ReportedIncident]:
    """What rows of incidents need of an article's reports.

    Args:
        article: The article.
        reports: Its reports.
    """
    events = {event.event_id: event for event in article.events}
    order = sort_order(article.article_id, article.published_at)
    for report in reports:
        yield ReportedIncident(
            report_id=report.report_id,
            article_id=article.article_id,
            order=order,
            site=article.site,
            credits=article.credits,
            published_at=article.published_at,
            copies=article.copies,
            events=tuple(events[event_id] for event_id in report.event_ids),
        )


def incidents_of(reports: Iterable[ReportedIncident], links: Iterable[IncidentLink]) -> Iterator[Incident]:
    """The incidents of some reports.

    Args:
        reports: Of whole components; a report may be given twice.
        links: Of pairs of reports; those of others do not matter.
    """
    by_id = {report.report_id: report for report in reports}
    known = {
        (link.report_id, link.other_report_id): link
        for link in links
        if link.report_id in by_id and link.other_report_id in by_id
    }
    clusters = clusters_of(by_id, {pair: link.score for pair, link in known.items()})
    cluster_of = {report_id: number for number, cluster in enumerate(clusters) for report_id in cluster}
    reasons: list[list[LinkReason]] = [[] for _ in clusters]
    for (one, other), link in known.items():
        if link.score >= THRESHOLD and cluster_of[one] == cluster_of[other]:
            reasons[cluster_of[one]] += link.reasons
    for cluster, joining in zip(clusters, reasons, strict=True):
        yield make_incident([by_id[report_id] for report_id in cluster], joining)


def joining_pair(link: IncidentLink) -> Iterator[tuple[str, str]]:
    """The pair of a link that may join its reports."""
    if link.score >= THRESHOLD:
        yield link.report_id, link.other_report_id


class _SplitReports(beam.DoFn):
    """Reports by component; those that nothing is linked with are incidents already."""

    def process(
        self, report: ReportedIncident, components: bytes
    ) -> Iterator[tuple[str, ReportedIncident] | TaggedOutput]:
        component = unpack_components(components).get(report.report_id)
        if component is not None:
            yield component, report
        else:
            yield TaggedOutput("single", make_incident([report], ()))


class _LinksByComponent(beam.DoFn):
    def process(self, link: IncidentLink, components: bytes) -> Iterator[tuple[str, IncidentLink]]:
        component_of = unpack_components(components)
        component = component_of.get(link.report_id)
        if component is not None and component == component_of.get(link.other_report_id):
            yield component, link


class _MakeIncidents(Step):
    def __init__(self) -> None:
        super().__init__("make_incidents")

    def apply(self, joined: tuple[str, tuple[list[ReportedIncident], list[IncidentLink]]]) -> Iterator[Incident]:
        yield from incidents_of(*joined[1])


@dataclass
class ClusterIncidents(beam.PTransform):
    """Reports and the links between them to incidents; see `ClusterStories`."""

    def expand(
        self, inputs: tuple[beam.PCollection[ReportedIncident], beam.PCollection[IncidentLink]]
    ) -> beam.PCollection[Incident]:
        reports, links = inputs
        pairs = links | "JoiningPairs" >> beam.FlatMap(joining_pair).with_output_types(tuple[str, str])
        components = AsSingleton(pairs | "FindComponents" >> FindComponents())
        splitting = beam.ParDo(_SplitReports(), components)
        splitting = splitting.with_output_types(tuple[str, ReportedIncident], single=Incident)
        split = reports | "Split" >> splitting.with_outputs("single", main="linked")
        keyed = beam.ParDo(_LinksByComponent(), components).with_output_types(tuple[str, IncidentLink])
        joined = (split.linked, links | "LinksByComponent" >> keyed) | "Join" >> Join()
        made = joined | "Make" >> beam.ParDo(_MakeIncidents()).with_output_types(Incident)
        return (split.single, made) | "All" >> beam.Flatten()

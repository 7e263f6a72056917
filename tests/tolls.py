"""How often the toll of an incident is exact: `python -m tests.tolls OUTPUT [--half b]`.

OUTPUT is a folder with the articles of the gold data of incidents. Of the incidents of several articles whose numbers
are known it prints how often `killed_best` is exact, and how often the `killed_low` of a single article is, by the rule
of the scorer of casualties: of the surest one, on average, and of the one that comes closest (which nobody can know).
Articles are grouped by the gold clusters, so that only the toll is measured.
"""

import argparse
import importlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from schemas.flow.linking import LinkArticle, ReportedIncident
from tests.measure import EVAL
from tests.training.halves import half
from transforms.blocks import sort_order
from transforms.link.incidents.incident import make_incident
from transforms.link.incidents.reports import incident_reports

KINDS = ("killed", "injured")

type Row = dict[str, Any]


def main_report(article: LinkArticle, event_id: str) -> ReportedIncident | None:
    """The report of an article that has an event."""
    report = next((report for report in incident_reports(article) if event_id in report.event_ids), None)
    if report is None:
        return None
    events = {event.event_id: event for event in article.events}
    return ReportedIncident(
        report_id=report.report_id,
        article_id=article.article_id,
        order=sort_order(article.article_id, article.published_at),
        site=article.site,
        credits=article.credits,
        published_at=article.published_at,
        events=tuple(events[event_id] for event_id in report.event_ids),
    )


def read_articles(output: Path) -> dict[str, tuple[LinkArticle, list[Row]]]:
    """The coded articles of a folder by their ids in the gold data, each with the rows of its events."""
    with duckdb.connect(str(output / "newsbeam.duckdb"), read_only=True) as database:
        database.execute("SET TimeZone = 'UTC'")
        tables = {name: database.table(name).to_arrow_table().to_pylist() for name in ("articles", "events")}
    events: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(tables["events"], key=lambda row: (row["trigger"]["start"], row["event_id"])):
        events[row["article_id"]].append(row)
    return {
        row["external_id"]: (
            msgspec.convert({**row, "events": events[row["article_id"]]}, LinkArticle, strict=False),
            events[row["article_id"]],
        )
        for row in tables["articles"]
        if row["outcome"] == "coded"
    }


def read_gold(task: str) -> Iterator[Row]:
    for line in (EVAL / "data" / task / "gold.jsonl").read_text().splitlines():
        yield json.loads(line)


def exact_counts(output: Path, halves: str) -> dict[str, Counter[str]]:
    """By kind: the number of incidents, and of those whose count is exact, by where it is from."""
    sys.path.insert(0, str(EVAL))
    scorer = importlib.import_module("casualties")
    articles = read_articles(output)
    truth = {row["id"]: row for row in read_gold("casualties")}
    clusters: dict[str, list[str]] = defaultdict(list)
    published: dict[str, Any] = {}
    for row in read_gold("incidents"):
        if row["id"] in articles:
            clusters[row["cluster"]].append(row["id"])
            published[row["id"]] = importlib.import_module("events_common").days(row["published"])
    hits: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for cluster, members in clusters.items():
        known = [truth[member] for member in members if member in truth]
        if len(members) < 2 or not known or half(cluster) not in halves:
            continue
        candidates = [scorer.candidates(articles[member][1], published[member]) for member in members]
        mains = [scorer.main_event(found) for found in candidates]
        reports = [
            main_report(articles[member][0], event["event_id"])
            for member, event in zip(members, mains, strict=True)
            if event
        ]
        row = make_incident([report for report in reports if report], []) if any(reports) else None
        for kind in KINDS:
            wanted = Counter(one[kind] for one in known).most_common(1)[0][0]
            best = getattr(row, f"{kind}_best") if row else None
            singles = [scorer.count(found, kind) for found in candidates]
            hits[kind].update(_hits(wanted, best or 0, singles, mains))
    return hits


def _hits(wanted: int, best: int, singles: Sequence[int], mains: Sequence[Row | None]) -> dict[str, float]:
    surest = max(range(len(singles)), key=lambda i: (mains[i] or {}).get("confidence", 0.0))
    return {
        "incidents": 1,
        "best": best == wanted,
        "surest article": singles[surest] == wanted,
        "average article": sum(single == wanted for single in singles) / len(singles),
        "closest article": wanted in singles,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, metavar="OUTPUT")
    parser.add_argument("--half", default="ab", choices=("a", "b", "ab"))
    options = parser.parse_args()
    for kind, hits in exact_counts(options.output, options.half).items():
        incidents = hits.pop("incidents")
        shares = "  ".join(f"{name} {value / incidents:.3f}" for name, value in hits.items())
        print(f"{kind:<8} {incidents} incidents  {shares}")


if __name__ == "__main__":
    main()

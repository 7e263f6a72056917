"""Which score on which gold data is the accuracy of which columns; `python -m tests.measure --write` measures them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from schemas.figures import Figure, Score

FIGURES = Path(__file__).resolve().parents[1] / "schemas" / "figures.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A score that is the accuracy of columns.

    Attributes:
        task: The gold data, see `tests.measure`.
        path: The score among those of the task, such as `strict.f1`.
        columns, measure, data, unit: See `schemas.figures.Figure`.
    """

    task: str
    path: str
    columns: tuple[str, ...]
    measure: str
    data: str
    unit: str


_DATA = {
    "articles": "news pages",
    "articles_wcxb": "WCXB, pages of every kind",
    "entities": "CoNLL-2003",
    "names": "DWIE",
    "places": "LGL",
    "dates": "TimeBank and AQUAINT",
    "dates_more": "TimeBank and AQUAINT, further articles",
    "quotes": "PolNeAR",
    "quotes_more": "PolNeAR, further articles",
    "event_types": "PLOVER",
    "who_whom": "CAMEO",
    "casualties": "Gun Violence Archive",
    "main_event": "Giveme5W1H",
    "open_news": "hand-annotated articles",
    "wikievents": "WikiEvents",
    "wikievents_train": "WikiEvents, training part",
    "incidents": "Gun Violence Archive",
    "stories": "ECB+",
}


HELD_OUT = {"articles_wcxb", "dates_more", "names", "open_news", "quotes_more", "wikievents_train"}
"""Data of which only half a was at hand while rules were written; the others were used whole for the first ones."""


def _measures(columns: str, measure: str, *scores: tuple[str, str], unit: str) -> Iterator[Measure]:
    """Measures of the same columns by the same kind of score in several tasks."""
    for task, path in scores:
        yield Measure(
            task=task, path=path, columns=tuple(columns.split()), measure=measure, data=_DATA[task], unit=unit
        )


MEASURES: tuple[Measure, ...] = (
    *_measures(
        "articles.text",
        "F1 of word shingles",
        ("articles", "body_naeb.f1"),
        ("articles_wcxb", "body_wcxb.f1"),
        unit="pages",
    ),
    *_measures("articles.title", "exact match", ("articles", "title"), ("articles_wcxb", "title"), unit="pages"),
    *_measures("articles.authors", "F1 of names", ("articles", "authors.f1"), unit="names"),
    *_measures(
        "articles.published_at articles.published_date",
        "exact day",
        ("articles", "date"),
        ("articles_wcxb", "date"),
        unit="pages",
    ),
    *_measures("articles.main_event_id", "accuracy of who, what, when, where", ("main_event", "all"), unit="answers"),
    *_measures("articles.main_event_id", "recall of main events", ("open_news", "main"), unit="events"),
    *_measures(
        "entities.type entities.mentions",
        "F1 of spans and types",
        ("entities", "strict.f1"),
        ("names", "strict.f1"),
        unit="mentions",
    ),
    *_measures("entities.name", "F1 by article", ("entities", "names.f1"), ("names", "names.f1"), unit="names"),
    *_measures(
        "entities.geo entities.geo.latitude entities.geo.longitude",
        "accuracy within 161 km",
        ("places", "accuracy_161km"),
        unit="places",
    ),
    *_measures("entities.geo", "F1 of places within 161 km", ("places", "hits.f1"), unit="places"),
    *_measures(
        "entities.time entities.time.timex",
        "F1 of values",
        ("dates", "value.f1"),
        ("dates_more", "value.f1"),
        unit="expressions",
    ),
    *_measures(
        "quotes.text quotes.parts",
        "F1 of direct quotations",
        ("quotes", "direct.content.f1"),
        ("quotes_more", "direct.content.f1"),
        unit="quotations",
    ),
    *_measures("quotes.text quotes.parts", "F1 of all attributions", ("quotes", "all.content.f1"), unit="attributions"),
    *_measures(
        "quotes.speaker",
        "accuracy over direct quotations",
        ("quotes", "direct.speaker"),
        ("quotes_more", "direct.speaker"),
        unit="quotations",
    ),
    *_measures("events.event_type", "accuracy", ("event_types", "type"), unit="sentences"),
    *_measures(
        "events.event_type events.trigger", "F1 of events with a right type", ("open_news", "rows.f1"), unit="events"
    ),
    *_measures(
        "events.trigger",
        "F1 of triggers",
        ("wikievents", "trigger.f1"),
        ("wikievents_train", "trigger.f1"),
        unit="triggers",
    ),
    *_measures("events.actors", "accuracy", ("event_types", "actor"), unit="sentences"),
    *_measures("events.recipients", "accuracy", ("event_types", "recipient"), unit="sentences"),
    *_measures("events.actors", "F1 over correct events", ("open_news", "actors.f1"), unit="participants"),
    *_measures("events.recipients", "F1 over correct events", ("open_news", "recipients.f1"), unit="participants"),
    *_measures("events.actors events.recipients", "F1 of source and target", ("who_whom", "f1"), unit="sentences"),
    *_measures("events.location", "accuracy over correct events", ("open_news", "place_right"), unit="rows"),
    *_measures("events.location.name", "exact city", ("casualties", "where_city"), unit="articles"),
    *_measures("events.location.admin1", "exact state", ("casualties", "where_state"), unit="articles"),
    *_measures(
        "events.country_code", "accuracy over correct events with a place", ("open_news", "country"), unit="rows"
    ),
    *_measures(
        "events.date_start events.date_end",
        "overlapping dates over correct events",
        ("open_news", "day_right"),
        unit="rows",
    ),
    *_measures("events.date_start", "exact day", ("casualties", "when_exact"), unit="articles"),
    *_measures("events.killed_low", "exact count", ("casualties", "killed_exact"), unit="articles"),
    *_measures("events.killed_low", "exact count over correct events", ("open_news", "killed"), unit="rows"),
    *_measures("events.injured_low", "exact count", ("casualties", "injured_exact"), unit="articles"),
    *_measures("events.modality", "accuracy over correct events", ("open_news", "modality"), unit="rows"),
    *_measures("events.attribution", "F1 over correct events", ("open_news", "attribution.f1"), unit="sources"),
    *_measures("events.confidence", "precision at 0.8 and above", ("open_news", "sure"), unit="rows"),
    *_measures(
        "events.confidence",
        "expected calibration error (lower is better)",
        ("open_news", "calibration"),
        unit="rows",
    ),
    *_measures(
        "incidents.article_ids incidents.event_ids",
        "F1 of pairs of articles",
        ("incidents", "pair_f1"),
        unit="articles",
    ),
    *_measures("stories.article_ids", "BCubed F1", ("stories", "bcubed_f1"), unit="articles"),
)


MEASURED = frozenset(measure.task for measure in MEASURES)
"""Tasks with a score that is the accuracy of a column."""


def write_figures(task: str, half_a: Mapping[str, Any], half_b: Mapping[str, Any]) -> None:
    """Write the figures of a task, beside those of the others; what is no longer measured goes.

    Args:
        task: The gold data.
        half_a: Its scores on half a.
        half_b: Its scores on half b.

    Raises:
        KeyError: There is no such score as a measure names.
        ValueError: A score is of nothing.
    """
    known = msgspec.json.decode(FIGURES.read_bytes(), type=list[Figure])
    figures = {(figure.columns, figure.measure, figure.data): figure for figure in known}
    for measure in MEASURES:
        if measure.task == task:
            figures[measure.columns, measure.measure, measure.data] = Figure(
                columns=measure.columns,
                measure=measure.measure,
                data=measure.data,
                unit=measure.unit,
                half_a=score_of(measure, half_a),
                half_b=score_of(measure, half_b),
                is_unseen=task in HELD_OUT,
            )
    keys = [(measure.columns, measure.measure, measure.data) for measure in MEASURES]
    found = [figures[key] for key in keys if key in figures]
    FIGURES.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")


def score_of(measure: Measure, scores: Mapping[str, Any]) -> Score:
    """A measure's score among those of its task, with its number and interval.

    Raises:
        KeyError: There is no such score, or it does not say of how many answers it is.
        ValueError: It is of nothing.
    """
    value, beside = value_at(scores, measure.path)
    low, high = beside.get("ci95") or beside.get(f"{measure.path.rpartition('.')[2]}_ci95") or (None, None)
    numbers = [one[key] for one in (beside, scores) for key in ("n", "n_gold", "documents") if key in one]
    if not numbers:
        raise KeyError(f"{measure.path}: got no number of answers beside it")
    return Score(n=int(numbers[0]), value=value, low=low, high=high)


def value_at(scores: Mapping[str, Any], path: str) -> tuple[float, Mapping[str, Any]]:
    """The score at a path, such as `strict.f1`, and what stands beside it.

    Raises:
        KeyError: There is no such score.
        ValueError: It is of nothing.
    """
    beside: Mapping[str, Any] = scores
    value: Any = scores
    for key in path.split("."):
        beside, value = value, value[key]
    if isinstance(value, dict):
        beside, value = value, value["value"]
    if value is None:
        raise ValueError(f"{path}: got no score, wanted gold answers in both halves")
    return float(value), beside

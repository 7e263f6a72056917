"""Plots as Vega-Lite, made with Altair, each with the table of what it shows.

Whatever of an article's words a plot shows is data of its specification, never an expression in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import altair as alt
import msgspec

from pipeline.report.overview.grains import Grain
from pipeline.report.overview.overview import Bins, MapPoint, Overview, Ranked
from schemas.rows.failure import REASONS
from transforms.prepare.text.normalize import normalize

TABLE_ROWS = 60
"""Rows of the table beside the map."""

TYPE_COLOURS = ("#0072b2", "#c44e00", "#00795a", "#b0408a", "#6a51a3", "#8c6d00", "#a50026", "#2f7f7f")
"""For the types with most casualties on the map: each has a contrast of 3 and more with land and sea (WCAG 2)."""

OTHER, OTHER_COLOUR = "other", "#595959"
LAND, SEA = "#ecebe4", "#f7fafc"

_BAR, _TEXT, _LINE, _COAST = "#0b4f8a", "#1b1b1b", "#d0d0cc", "#a8a59a"
_FONTS = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 400}
_LONGEST_NAME = 60
_ROW_HEIGHT, _BARS_HEIGHT = 20, 70
_FEW = 4
_SMALLEST_CIRCLE, _LARGEST_CIRCLE = 20, 1500
"""Areas in square pixels, of no casualties and of most."""

_CIRCLE_OPACITY = 0.7
_AXIS_WIDTH = 44
"""Of plots that stand one above the other, so that their days do too, in pixels."""

_ROWS = "rows"
_DATA = alt.NamedData(name=_ROWS)

# Where the map is: the page's script sets it.
_ZOOM, _SHIFT_X, _SHIFT_Y = "zoom", "shift_x", "shift_y"
_WORLD = "world"
_WORLD_WIDTH, _WORLD_HEIGHT = 5.6, 2.9
"""Size of the world in Natural Earth's projection with a margin, in units of the projection's scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A figure: one plot, or a few one above the other.

    Attributes:
        key: Its name within the page.
        title: What it shows.
        specs: The Vega-Lite specifications of its plots; none if there is nothing to plot.
        columns: Column names of its table.
        rows: Rows of its table.
        note: What is particular about it.
    """

    key: str
    title: str
    specs: tuple[dict[str, Any], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    note: str = ""


def make_charts(overview: Overview) -> dict[str, Chart]:
    """All figures of a page, by key."""
    charts = (
        _activity(overview),
        _map(overview.points, overview.totals.located),
        _types(overview.types),
        _ranked("actors", "Who acts", "incidents", overview.actors),
        _ranked("recipients", "To whom it is done", "incidents", overview.recipients),
        _ranked("places", "Where", "incidents", overview.places),
        _ranked("sources", "Who says so", "articles", overview.sources),
        _ranked("publishers", "Publishers", "articles", overview.publishers),
        _failures(overview),
    )
    return {chart.key: chart for chart in charts}


def _label(text: str) -> str:
    """A name as an axis shows it: in one line, without characters that hide or turn text, not too long."""
    line = normalize(text)
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1] + "…"


def _to_spec(
    chart: Any,
    rows: Sequence[dict[str, Any]],
    description: str,
    *,
    height: int | str,
    fit: Literal["fit", "fit-x"] = "fit-x",
) -> dict[str, Any]:
    """A chart as a specification, in the page's style and as wide as its place.

    The rows are added to it here: Altair would compare each value with its schema.
    """
    styled = (
        chart.properties(description=description, width="container", height=height, background="transparent")
        .configure(font="system-ui, sans-serif", autosize=alt.AutoSizeParams(type=fit, contains="padding"))
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_TEXT, titleColor=_TEXT, gridColor=_LINE, domainColor=_LINE, tickColor=_LINE, **_FONTS
        )
        .configure_legend(labelColor=_TEXT, titleColor=_TEXT, **_FONTS)
    )
    spec: dict[str, Any] = styled.to_dict()
    return spec | {"datasets": {_ROWS: list(rows)}}


def _count_axis(counts: Iterable[int], **settings: Any) -> alt.Axis:
    """An axis with few marks, all of them at whole numbers."""
    most = max(counts)
    if most <= _FEW:
        settings["values"] = list(range(most + 1))
    return alt.Axis(format="~s", tickCount=_FEW, **settings)


def _time_row(grain: Grain, start: date, kind: str, count: int) -> dict[str, Any]:
    bounds = {"start": start.isoformat(), "end": grain.end(start).isoformat(), "when": grain.label(start)}
    return bounds | {"kind": kind, "count": count}


def _time_axes() -> dict[str, Any]:
    """Channels from the first day of a bin to its end; days are of no time zone, so all are taken as UTC."""
    axis = alt.Axis(labelFlush=True, labelOverlap=True, labelSeparation=8, grid=False)
    return {"x": alt.X("start:T", scale=alt.Scale(type="utc"), title=None, axis=axis), "x2": alt.X2("end:T")}


def _across(bins: Bins, kinds: Sequence[str]) -> tuple[tuple[str | int, ...], ...]:
    """Rows of a table: a bin, and its count of each kind."""
    counts = {(counted.start, counted.kind): counted.count for counted in bins.counts}
    starts = sorted({start for start, _ in counts})
    return tuple((bins.grain.label(start), *(counts.get((start, kind), 0) for kind in kinds)) for start in starts)


def _bars_over_time(bins: Bins, kinds: Sequence[str]) -> tuple[dict[str, Any], ...]:
    """A plot for each kind that there is. All have the first and the last bin, so that their axes are the same."""
    starts = [counted.start for counted in bins.counts]
    specs = []
    for kind in kinds:
        counts = {counted.start: counted.count for counted in bins.counts if counted.kind == kind}
        if not counts:
            continue
        counts = {min(starts): 0, max(starts): 0} | counts
        plot = (
            alt.Chart(_DATA)
            .mark_rect(color=_BAR, stroke="#ffffff", strokeWidth=0.5)
            .encode(
                **_time_axes(),
                y=alt.Y("count:Q", title=kind, axis=_count_axis(counts.values(), minExtent=_AXIS_WIDTH)),
                y2=alt.Y2Datum(0),
                tooltip=[alt.Tooltip("when:N", title="when"), alt.Tooltip("count:Q", title=kind)],
            )
        )
        rows = [_time_row(bins.grain, start, kind, count) for start, count in sorted(counts.items())]
        specs.append(_to_spec(plot, rows, f"Bars: {kind} by {bins.grain.value}", height=_BARS_HEIGHT))
    return tuple(specs)


def _activity(overview: Overview) -> Chart:
    kinds = ("articles", "events", "incidents")
    bins, totals = overview.activity, overview.totals
    undated = f"{totals.undated:,} articles without a day are left out here. " if totals.undated else ""
    return Chart(
        key="activity",
        title=f"Articles, events and incidents by {bins.grain.value} of publication",
        specs=_bars_over_time(bins, kinds),
        columns=(bins.grain.value, *kinds),
        rows=_across(bins, kinds),
        note=f"{undated}An incident counts where it is first reported.",
    )


def _types(bins: Bins) -> Chart:
    totals: dict[str, int] = {}
    for counted in bins.counts:
        totals[counted.kind] = totals.get(counted.kind, 0) + counted.count
    kinds = sorted(totals, key=lambda kind: (-totals[kind], kind))
    rows = [_time_row(bins.grain, counted.start, counted.kind, counted.count) for counted in bins.counts]
    specs: tuple[dict[str, Any], ...] = ()
    if rows:
        colour = alt.Color(
            "count:Q", title="events", scale=alt.Scale(scheme="blues", type="sqrt"), legend=alt.Legend(orient="top")
        )
        plot = (
            alt.Chart(_DATA)
            .mark_rect()
            .encode(
                **_time_axes(),
                y=alt.Y("kind:N", sort=kinds, title=None),
                color=colour,
                tooltip=[
                    alt.Tooltip("kind:N", title="type"),
                    alt.Tooltip("when:N", title="when"),
                    alt.Tooltip("count:Q", title="events"),
                ],
            )
        )
        description = f"Event types by {bins.grain.value}: the darker, the more events"
        specs = (_to_spec(plot, rows, description, height=_ROW_HEIGHT * len(kinds)),)
    return Chart(
        key="types",
        title=f"Event types by {bins.grain.value} of publication",
        specs=specs,
        columns=(bins.grain.value, *kinds),
        rows=_across(bins, kinds),
        note="" if bins.grain is Grain.WEEK else f"Weeks would be too many: a column is a {bins.grain.value}.",
    )


def _bars(rows: Sequence[dict[str, Any]], counted: str, description: str) -> dict[str, Any]:
    """Horizontal bars: rows have a name and a count, the longest bar first."""
    plot = (
        alt.Chart(_DATA)
        .mark_bar(color=_BAR)
        .encode(
            x=alt.X("count:Q", title=counted, axis=_count_axis(row["count"] for row in rows)),
            y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=150)),
            tooltip=[alt.Tooltip("name:N", title="name"), alt.Tooltip("count:Q", title=counted)],
        )
    )
    return _to_spec(plot, rows, description, height=_ROW_HEIGHT * len(rows))


def _ranked(key: str, title: str, counted: str, ranked: Sequence[Ranked]) -> Chart:
    # Bars are told apart by their names: two that look alike would fall on each other.
    merged: dict[str, int] = {}
    for one in ranked:
        merged[_label(one.name)] = merged.get(_label(one.name), 0) + one.count
    rows: list[dict[str, Any]] = [
        {"name": name, "count": count} for name, count in sorted(merged.items(), key=lambda row: -row[1])
    ]
    return Chart(
        key=key,
        title=title,
        specs=(_bars(rows, counted, f"Bars: {title.lower()}, by {counted}"),) if rows else (),
        columns=("name", counted),
        rows=tuple((row["name"], row["count"]) for row in rows),
    )


def _failures(overview: Overview) -> Chart:
    rows = [{"name": f"{one.reason} ({one.stage})", "count": one.count} for one in overview.failures]
    bars = (_bars(rows, "failures", "Bars: failures by reason and stage"),) if rows else ()
    return Chart(
        key="failures",
        title="Failures by reason, and by the day of the run",
        specs=(*bars, *_bars_over_time(overview.failure_days, ("failures",))),
        columns=("reason", "stage", "failures", "what it means"),
        rows=tuple((one.reason, one.stage, one.count, REASONS.get(one.reason, "")) for one in overview.failures),
        note="What failed has no day of publication: all failures are shown, whatever the period.",
    )


def _map(points: Sequence[MapPoint], located: int) -> Chart:
    shown = sum(point.incidents for point in points)
    missing = f" {located - shown:,} more, at places with few casualties, are not shown." if shown < located else ""
    return Chart(
        key="map",
        title="Where incidents happened",
        specs=(_map_spec(points),) if points else (),
        columns=("place", "type", "incidents", "killed", "injured"),
        rows=tuple(
            (point.place, point.event_type, point.incidents, point.killed, point.injured)
            for point in points[:TABLE_ROWS]
        ),
        note=f"A circle is the incidents of one type at one place, as large as their casualties.{missing}",
    )


def _coloured_types(points: Iterable[MapPoint]) -> list[str]:
    """The types that have colours of their own: those with most casualties come first, then those with most incidents.

    A circle is the larger, the more casualties it has, so that few large ones are of another colour.
    """
    casualties: dict[str, int] = {}
    incidents: dict[str, int] = {}
    for point in points:
        casualties[point.event_type] = casualties.get(point.event_type, 0) + point.casualties
        incidents[point.event_type] = incidents.get(point.event_type, 0) + point.incidents
    return sorted(casualties, key=lambda kind: (-casualties[kind], -incidents[kind], kind))[: len(TYPE_COLOURS)]


def _size_legend(most: int) -> alt.Legend | None:
    """A legend of two or three circles, the largest of a round number; none if all circles are alike.

    Args:
        most: Casualties of the largest circle.
    """
    if not most:
        return None
    unit = 10 ** (len(str(most)) - 1)
    largest = most // unit * unit
    return alt.Legend(
        orient="top",
        title="killed and injured",
        titleOrient="left",
        values=sorted({0, largest // 10, largest}),
        format=",d",
        symbolFillColor=OTHER_COLOUR,
        symbolOpacity=_CIRCLE_OPACITY,
        symbolStrokeWidth=0,
    )


def _map_spec(points: Sequence[MapPoint]) -> dict[str, Any]:
    colours = dict(zip(_coloured_types(points), TYPE_COLOURS, strict=False)) | {OTHER: OTHER_COLOUR}
    most = max(point.casualties for point in points)
    rows = [
        {
            "place": _label(point.place),
            "latitude": point.latitude,
            "longitude": point.longitude,
            "type": point.event_type,
            "colour": point.event_type if point.event_type in colours else OTHER,
            "incidents": point.incidents,
            "killed": point.killed,
            "injured": point.injured,
            "casualties": point.casualties,
        }
        for point in points
    ]
    legend = alt.Legend(orient="bottom", columns=3, symbolOpacity=1, symbolStrokeWidth=0)
    circles = (
        alt.Chart(_DATA)
        .mark_circle(opacity=_CIRCLE_OPACITY, stroke="#ffffff", strokeWidth=0.5)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size(
                "casualties:Q",
                scale=alt.Scale(type="sqrt", domain=[0, most or 1], range=[_SMALLEST_CIRCLE, _LARGEST_CIRCLE]),
                legend=_size_legend(most),
            ),
            color=alt.Color(
                "colour:N",
                title=None,
                scale=alt.Scale(domain=list(colours), range=list(colours.values())),
                legend=legend,
            ),
            order=alt.Order("casualties:Q", sort="descending"),
            tooltip=[alt.Tooltip(f"{name}:N") for name in ("place", "type", "incidents", "killed", "injured")],
        )
    )
    land = alt.Chart(alt.NamedData(name=_WORLD, format=alt.TopoDataFormat(type="topojson", feature="countries")))
    layers = alt.layer(
        alt.Chart(alt.SphereGenerator(sphere=True)).mark_geoshape(fill=SEA, aria=False),
        land.mark_geoshape(fill=LAND, stroke=_COAST, strokeWidth=0.6, aria=False),
        circles,
    )
    placed = layers.add_params(
        *(alt.param(name=name, value=value) for name, value in ((_ZOOM, 1), (_SHIFT_X, 0), (_SHIFT_Y, 0)))
    ).project(
        type="naturalEarth1",
        scale=alt.expr(f"{_ZOOM} * min(width / {_WORLD_WIDTH}, height / {_WORLD_HEIGHT})"),
        translate=alt.expr(f"[width / 2 + {_SHIFT_X}, height / 2 + {_SHIFT_Y}]"),
    )
    description = "Map of the world with a circle for the incidents of each type at each place"
    spec = _to_spec(placed, rows, description, height="container", fit="fit")
    return spec | {"datasets": spec["datasets"] | {_WORLD: _world()}}


@cache
def _world() -> dict[str, Any]:
    """Outlines of countries, as TopoJSON."""
    content = (files(__package__) / "world" / "countries-110m.json").read_bytes()
    world: dict[str, Any] = msgspec.json.decode(content)
    return world

"""The page of an output folder: self-contained, and the same for the same rows.

Style, scripts, Vega and the outlines of countries are within it, and its content security policy allows no others:
Vega interprets its expressions (`ast`), so that none is evaluated as code. Without scripts the page has its tables.
"""

from functools import cache
from typing import Any

import altair as alt
import msgspec
import vl_convert
from jinja2 import Template
from markupsafe import Markup

from pipeline.printable import printable
from pipeline.report.html.cards import LABELS
from pipeline.report.overview.charts import make_charts
from pipeline.report.overview.incident_rows import incident_rows
from pipeline.report.overview.overview import Overview
from pipeline.report.sources import content_hash, load_source, load_template

_MARK_JS = "document.documentElement.classList.add('js');"
"""Runs before anything is shown, so that what only a script can open is not shown first."""

_SIDE_BY_SIDE = ("actors", "recipients", "places", "sources", "publishers")

# Within a script element these characters could end it, or begin a comment.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def render_overview(overview: Overview) -> str:
    """An overview as one HTML page.

    Args:
        overview: What it tells.
    """
    charts = make_charts(overview)
    style = load_source("pipeline.report", "base.css") + load_source(__package__, "overview.css")
    scripts = {"mark": Markup(_MARK_JS), "vega": vega_bundle(), "page": load_source(__package__, "overview.js")}
    rows = list(incident_rows(overview.incidents))
    return _template().render(
        overview=overview,
        totals=overview.totals,
        charts=charts,
        side_by_side=[charts[key] for key in _SIDE_BY_SIDE],
        rows=rows,
        event_types=sorted({row.event_type for row in rows}),
        labels=LABELS,
        style=style,
        style_hash=content_hash(style),
        scripts=scripts,
        script_hashes=" ".join(f"'{content_hash(script)}'" for script in scripts.values()),
    )


@cache
def vega_bundle() -> Markup:
    """Vega, Vega-Lite and vega-embed in the versions that Altair's specifications are for, as one script."""
    version = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    return Markup(bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--"))


def inline_json(value: Any) -> Markup:
    """A value as JSON that may stand in a script element."""
    return Markup(msgspec.json.encode(value).decode().translate(_ESCAPES))


@cache
def _template() -> Template:
    return load_template(__package__, "overview.html", {"inline_json": inline_json}, _printable)


def _printable(value: Any) -> Any:
    """A value as it is shown: of words, marks that turn the direction of text and control characters as escapes."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value

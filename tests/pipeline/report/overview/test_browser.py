"""The page of an output folder in a browser: nothing from outside, no error, plots, map, filter and sorting."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.report.overview.overview import Period
from pipeline.report.overview.page import render_overview
from pipeline.report.overview.read import read_overview
from tests.browser import Browser, browser
from tests.end_to_end.command import newsbeam
from tests.environments import skipping_unavailable
from tests.pipeline.report.overview.folder import make_folder
from tests.pipeline.report.overview.many_rows import make_many_rows

pytestmark = pytest.mark.heavy

MOST_BYTES = 5_000_000
SHOWN = "[...document.querySelectorAll('tbody.incident')].filter((row) => row.offsetHeight > 0)"
DRAWN = "document.documentElement.dataset.drawn"
ZOOM = "Number(document.getElementById('plot-map-1').dataset.zoom)"
LAND = "document.querySelector('#plot-map-1 .mark-shape.layer_1_marks path')"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    overview = read_overview(make_folder(folder / "tables").ledger, Period(), most_incidents=10)
    page = folder / "report.html"
    page.write_text(render_overview(overview), encoding="utf-8")
    return page


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with skipping_unavailable(), browser(tmp_path_factory.mktemp("profile")) as started:
        yield started


def ranks(chromium: Browser) -> list[str]:
    found: list[str] = chromium.run(f"return {SHOWN}.map((row) => row.rows[0].cells[0].textContent)")
    return found


@pytest.mark.parametrize("width", [1280, 400])
def test_page_draws_all_without_requests_and_errors(chromium: Browser, page: Path, width: int) -> None:
    chromium.requests()
    chromium.open(page, width=width)
    chromium.wait_for(f"{DRAWN} === String(document.querySelectorAll('.plot').length)")
    # Chromium's own first page may still load; what is in an address itself asks nobody.
    asked = [address for address in chromium.requests() if not address.startswith(("chrome://", "data:"))]
    assert asked == [page.as_uri()]
    assert chromium.messages() == []
    assert chromium.first_paint() < 1
    assert chromium.run("return document.documentElement.scrollWidth") <= width
    assert chromium.run("return [...document.querySelectorAll('.plot')].every((plot) => plot.querySelector('svg'))")


def test_page_map_shows_land_and_zooms_by_button_key_and_wheel(chromium: Browser, page: Path) -> None:
    chromium.open(page)
    chromium.wait_for(DRAWN)
    land = chromium.run(f"const box = {LAND}.getBoundingClientRect(); return [box.width, box.height]")
    assert min(land) > 0
    assert chromium.run("return document.querySelectorAll('#plot-map-1 .mark-symbol.role-mark path').length") == 2
    chromium.click("[data-zoom='in']")
    chromium.wait_for(f"{ZOOM} === 2")
    assert chromium.run(f"return {LAND}.getBoundingClientRect().width") > 1.5 * land[0]
    chromium.run("document.getElementById('plot-map-1').focus()")
    for key in ("+", "ArrowLeft"):
        chromium.run("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: arguments[0]}))", key)
    chromium.wait_for(f"{ZOOM} === 3")
    chromium.run("document.activeElement.dispatchEvent(new WheelEvent('wheel', {deltaY: -300}))")
    chromium.wait_for(f"{ZOOM} === 6")
    chromium.click("[data-zoom='all']")
    chromium.wait_for(f"{ZOOM} === 1")
    assert chromium.messages() == []


def test_page_circle_of_the_map_filters_incidents(chromium: Browser, page: Path) -> None:
    chromium.open(page)
    chromium.wait_for(DRAWN)
    chromium.click("#plot-map-1 .mark-symbol.role-mark path")  # the one with most casualties is drawn first
    chromium.wait_for(f"{SHOWN}.length === 1")
    assert ranks(chromium) == ["1"]
    assert chromium.run("return document.getElementById('words').value") == "Tena, Napo, EC"


def test_page_filters_and_sorts_incidents(chromium: Browser, page: Path) -> None:
    chromium.open(page)
    chromium.wait_for(DRAWN)
    assert ranks(chromium) == ["1", "2"]
    chromium.run("document.getElementById('words').focus()")
    chromium.command("Input.insertText", text="six farmers")
    assert ranks(chromium) == ["1"]
    assert chromium.run("return document.getElementById('found').textContent") == "1 of 2 incidents"
    chromium.click("#filter [type='reset']")
    chromium.wait_for(f"{SHOWN}.length === 2")
    chromium.click("#casualties")
    assert ranks(chromium) == ["1"]
    chromium.click("#casualties")
    chromium.click("#table > thead th:nth-child(3) button")
    chromium.click("#table > thead th:nth-child(3) button")
    assert ranks(chromium) == ["2", "1"]
    assert chromium.run("return document.querySelector('[aria-sort]').getAttribute('aria-sort')") == "descending"
    chromium.run("document.querySelector('.shown summary').focus()")
    chromium.run("document.activeElement.click()")
    assert chromium.run("return document.querySelector('.shown details').open")
    assert chromium.messages() == []


def test_page_without_scripts_shows_tables_and_incidents(chromium: Browser, page: Path) -> None:
    chromium.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        chromium.open(page)
    finally:
        chromium.command("Emulation.setScriptExecutionDisabled", value=False)
    assert ranks(chromium) == ["1", "2"]
    assert chromium.run("return document.querySelector('.plot').offsetHeight") == 0


@pytest.mark.parametrize("articles", [600, 10_000])
def test_page_of_many_articles_is_small_and_seen_at_once(chromium: Browser, tmp_path: Path, articles: int) -> None:
    folder = make_many_rows(tmp_path / "tables", articles=articles, events_of_each=10)
    page = tmp_path / "report.html"
    said = newsbeam("report", folder.ledger.output, "-o", page).stderr
    assert f"{articles:,} articles, {articles * 10:,} events" in said
    assert page.stat().st_size < MOST_BYTES
    chromium.open(page)
    chromium.wait_for(DRAWN)
    assert chromium.first_paint() < 1
    assert chromium.messages() == []

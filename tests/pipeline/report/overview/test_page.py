"""The page of an output folder: complete, harmless, and nothing from outside."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml.html import HtmlElement, document_fromstring

from pipeline.report.overview import page as page_module
from pipeline.report.overview.overview import Overview, Period
from pipeline.report.overview.page import inline_json, render_overview
from pipeline.report.overview.read import read_overview
from pipeline.report.sources import content_hash
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.report.html.test_page import select, words
from tests.pipeline.report.overview.folder import HOSTILE, make_folder

VEGA = "window.vegaEmbed = 0;"


@pytest.fixture(scope="module")
def overview(tmp_path_factory: pytest.TempPathFactory) -> Overview:
    folder = make_folder(tmp_path_factory.mktemp("overview") / "tables")
    return read_overview(folder.ledger, Period(), most_incidents=10)


@pytest.fixture
def page(overview: Overview, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(page_module, "vega_bundle", lambda: VEGA)
    return render_overview(overview)


def incidents(page: str) -> list[HtmlElement]:
    return select(page, "//tbody[contains(@class, 'incident')]")


def cells(rows: list[HtmlElement]) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in rows]


def test_render_overview_shows_totals_and_all_sections(page: str) -> None:
    assert cells(select(page, "//dl[@class='totals']/div")) == [
        ["articles", "4"], ["events", "4"], ["incidents", "2"], ["failures", "3"],
    ]  # fmt: skip
    assert len(select(page, "//script[@data-plot]")) == 12
    assert "All 2 incidents" in words(select(page, "//section[@id='incidents']/p")[0])


def test_render_overview_shows_incidents_with_claims_and_reports(page: str) -> None:
    first, _ = incidents(page)
    assert cells(first.xpath("./tr[1]")) == [
        ["1", "2024-05-06", "ASSAULT/shooting", "Gunmen, They", "farmers", "Tena, Napo, EC", "1", "7", "2"]
    ]
    assert cells(first.xpath(".//details//tbody/tr")) == [
        ["2024-05-06 09:30", "Ana Ruiz", "6", "", "7 injured, 2024-05-20 09:30", "1"],
        ["2024-05-20 09:30", "Ana Ruiz", "7", "", "stands", "2"],
        ["2024-05-20 09:30", "", "", "1 or more", "stands", "2"],
    ]
    assert [link.get("href") for link in first.xpath(".//ol//a")] == ["https://example.org/1", "http://example.com/2"]
    marks = {mark.get("data-kind"): mark.text for mark in first.xpath(".//ol/li[1]//mark")}
    assert (marks["trigger"], marks["actor"], marks["source"]) == ("shot", "Gunmen", "Ana Ruiz")


def test_render_overview_says_how_many_incidents_have_details(overview: Overview, page: str) -> None:
    fewer = render_overview(replace(overview, incidents=overview.incidents[:1]))
    assert "The 1 most salient of 2 incidents" in words(select(fewer, "//section[@id='incidents']/p")[0])


def test_render_overview_hostile_words_are_only_words(page: str) -> None:
    _, second = incidents(page)
    assert " ".join(HOSTILE.split())[:24] in words(second)
    assert not re.search("[\x1b\u202e]", page)
    assert "\\u202e" in words(second)
    assert not second.xpath(".//script | .//img | .//a | .//style")
    assert not [name for element in select(page, "//*") for name in element.attrib if name.startswith("on")]
    scripts = select(page, "//script[not(@data-plot)]")
    assert len(scripts) == 3
    for plot in select(page, "//script[@data-plot]"):
        assert not re.search("[<>&]", plot.text)
        json.loads(plot.text)
    assert "javascript:" not in "".join(select(page, "//@href"))


def test_render_overview_needs_nothing_from_outside(page: str) -> None:
    assert not select(page, "//link | //img | //iframe | //object | //script[@src] | //*[@style] | //*[@onclick]")
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|innerHTML|\beval\(", page)
    (policy,) = select(page, "//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    sources = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    sources += re.findall(r"<script(?: type=\"module\")?>(.*?)</script>", page, re.DOTALL)
    assert len(sources) == 4
    assert all(f"'{content_hash(source)}'" in policy for source in sources)


def test_render_overview_every_link_and_label_leads_into_the_page(page: str) -> None:
    ids = select(page, "//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in select(page, "//a/@href") if link.startswith("#")} <= set(ids)
    assert set(select(page, "//@aria-labelledby")) <= set(ids)
    assert set(select(page, "//@data-plot")) <= set(ids)
    assert all(words(summary) for summary in select(page, "//summary"))


def test_render_overview_each_plot_has_a_table_beside_it(page: str) -> None:
    figures = select(page, "//figure[.//script]")
    assert len(figures) == 9
    assert all(figure.xpath("./details[@class='data']//tbody/tr") for figure in figures)


def test_render_overview_is_the_same_each_time(overview: Overview, page: str) -> None:
    assert render_overview(overview) == page


def test_render_overview_of_nothing_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "vega_bundle", lambda: VEGA)
    empty = render_overview(read_overview(OutputFolder(tmp_path / "new").ledger, Period(), most_incidents=10))
    assert "No article has a day of publication." in words(select(empty, "//header")[0])
    assert not incidents(empty)


def test_script_finds_what_it_looks_for(page: str) -> None:
    (_, script) = select(page, "//script[@type='module']/text()")
    for name in re.findall(r'byId\("([\w-]+)"\)', script):
        assert select(page, f"//*[@id='{name}']"), name


def test_inline_json_ends_no_script() -> None:
    text = inline_json({"a": "</script><!-- & \u2028"})
    assert not re.search("[<>&\u2028]", text)
    assert json.loads(text) == {"a": "</script><!-- & \u2028"}
    assert document_fromstring(f"<script type='application/json'>{text}</script>").text_content() == text

"""What pages are made of."""

import pytest
from jinja2 import UndefinedError

from pipeline.report.sources import content_hash, load_source, load_template, web_link


@pytest.mark.parametrize("address", ["http://example.org", "https://example.org/a?b=1&c", "HTTPS://EXAMPLE.ORG"])
def test_web_link_of_the_web_is_the_address(address: str) -> None:
    assert web_link(address) == address


@pytest.mark.parametrize(
    "address",
    ["", "example.org", "javascript:alert(1)", "data:text/html,x", " https://example.org", "file:///etc/passwd"],
)
def test_web_link_of_anything_else_is_nothing(address: str) -> None:
    assert web_link(address) == ""


def test_load_template_without_a_value_raises() -> None:
    with pytest.raises(UndefinedError):
        load_template("pipeline.report.html", "page.html", {"ranges": str}).render()


def test_load_source_is_not_escaped() -> None:
    assert load_source("pipeline.report", "base.css").startswith(":root {")


def test_content_hash_is_as_policies_name_it() -> None:
    assert content_hash("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

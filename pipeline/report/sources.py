"""What pages are made of: templates that escape all they are given, our own styles and scripts, and safe links."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

_TEMPLATES = "templates"
_LINKED = ("http://", "https://")


def load_template(
    package: str,
    name: str,
    filters: Mapping[str, Callable[..., Any]] | None = None,
    finalize: Callable[[Any], Any] | None = None,
) -> Template:
    """A template of a package. It escapes every value, and a value that it does not get is an error.

    Args:
        package: The package whose folder `templates` has it.
        name: The name of its file.
        filters: Functions that the template calls, by name.
        finalize: What is done with each value before it is escaped.
    """
    environment = Environment(
        loader=PackageLoader(package, _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=finalize,
    )
    environment.filters.update(filters or {})
    return environment.get_template(name)


@cache
def load_source(package: str, name: str) -> Markup:
    """A style or a script of a package: ours, and therefore not escaped."""
    return Markup((files(package) / _TEMPLATES / name).read_text(encoding="utf-8"))


def content_hash(source: str) -> str:
    """A source as content security policies name it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"


def web_link(address: str) -> str:
    """An address if a page may link to it, that is, one of the web; else nothing."""
    return address if address.lower().startswith(_LINKED) else ""

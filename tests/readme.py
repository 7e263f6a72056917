"""The README's queries and programs, which tests run."""

import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def queries(section: str) -> list[str]:
    """The queries of a section, which is named by its heading."""
    return blocks(section, "sql")


def programs(section: str) -> list[str]:
    """The Python programs of a section."""
    return blocks(section, "python")


def blocks(section: str, language: str) -> list[str]:
    """The blocks of a section that are in a language."""
    _, _, rest = README.read_text().partition(f"\n## {section}\n")
    text, _, _ = rest.partition("\n## ")
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return found

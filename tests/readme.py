"""The README's queries, which tests run."""

import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def queries(section: str) -> list[str]:
    """The queries of a section, which is named by its heading."""
    _, _, rest = README.read_text().partition(f"\n## {section}\n")
    text, _, _ = rest.partition("\n## ")
    found: list[str] = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    return found

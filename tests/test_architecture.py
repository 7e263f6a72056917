"""The structure of the code: which way imports point, how large folders and functions may be, where words are."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("schemas", "transforms", "pipeline")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
FOLDERS = sorted({path.parent for path in FILES})
NAMES = {path: str(path.relative_to(ROOT)) for path in (*FILES, *FOLDERS)}

MAX_MODULES = 14
MAX_LINES = 400
MAX_WORDS = 5
"""Words of a language that a collection in code may list; longer lists are data in languages/."""


def test_imports_follow_the_contracts_of_import_linter() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_have_no_cycle() -> None:
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)  # imports within functions and for types count too
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1]))


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES.get)
def test_folder_holds_few_modules(folder: Path) -> None:
    modules = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert len(modules) <= MAX_MODULES, f"{len(modules)} modules; wanted at most {MAX_MODULES}: divide the folder"


@pytest.mark.parametrize("path", FILES, ids=NAMES.get)
def test_module_is_short_and_described(path: Path) -> None:
    text = path.read_text()
    assert ast.get_docstring(ast.parse(text)), "wanted a docstring that says what the module holds"
    assert text.count("\n") <= MAX_LINES, f"wanted at most {MAX_LINES} lines: divide the module"


def test_function_branches_are_limited_without_exceptions() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "PLR0912" in settings["select"]
    assert settings["pylint"]["max-branches"] <= 15
    ignored = [NAMES[path] for path in FILES if re.search(r"noqa:[^\n]*PLR0912", path.read_text())]
    assert ignored == []


WORD = re.compile(r"[a-z][a-z'’-]+(?: [a-z'’-]+)*")
SYNTAX = frozenset(
    [
        "acl",
        "acomp",
        "advcl",
        "advmod",
        "agent",
        "amod",
        "appos",
        "attr",
        "aux",
        "auxpass",
        "case",
        "cc",
        "ccomp",
        "compound",
        "conj",
        "csubj",
        "csubjpass",
        "dative",
        "dep",
        "det",
        "dobj",
        "expl",
        "intj",
        "mark",
        "meta",
        "neg",
        "nmod",
        "npadvmod",
        "nsubj",
        "nsubjpass",
        "nummod",
        "oprd",
        "parataxis",
        "pcomp",
        "pobj",
        "poss",
        "preconj",
        "predet",
        "prep",
        "prt",
        "punct",
        "quantmod",
        "relcl",
        "root",
        "xcomp",
    ]
)
"""Labels of dependencies: names of the grammar, not words of the language."""

NO_LANGUAGE = frozenset(
    {
        "document.py",  # slots of its classes
        "entities/gazetteer/model.py",  # codes of languages
        "entities/gazetteer/name_keys.py",  # forms of the Arabic article in Latin letters
        "entities/gazetteer/sources.py",  # columns of its sources
        "entities/names/forms.py",
        "entities/times/periods.py",  # units of time
        "entities/times/quantities.py",
        "entities/times/spans.py",
        "events/casualties/records.py",  # kinds of casualties, as in the tables
        "events/casualties/victims.py",  # roles that patterns name
        "events/claims/attribution.py",  # groups of reporting verbs
        "events/confidence.py",  # features
        "events/participants/nominal.py",  # modes of the codebook
        "events/patterns/language.py",  # keys of patterns
        "grammar/reporting_verbs.py",  # groups of reporting verbs
        "quotes/attach.py",
    }
)
"""Modules of extraction whose lists are identifiers that the code defines, and no vocabulary. It may only shrink."""


def words_in(node: ast.AST) -> list[str]:
    """The words that a literal collection, a split string or the alternatives of a pattern list."""
    match node:
        case ast.Set(elts=found) | ast.Tuple(elts=found) | ast.List(elts=found) | ast.Dict(keys=found):
            values = [part.value for part in found if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="split")):
            values = text.split()
        case ast.Constant(value=str(text)) if "|" in text:
            values = re.findall(r"(?<=[|(:])[a-z]{2,}(?=[|)])", text)
        case _:
            values = []
    return [value for value in values if WORD.fullmatch(value) and value not in SYNTAX]


def long_word_lists(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if len(words := words_in(node)) > MAX_WORDS:
            yield f"line {getattr(node, 'lineno', 0)}: {', '.join(words)}"


EXTRACT = ROOT / "transforms" / "extract"


@pytest.mark.parametrize("path", sorted(EXTRACT.rglob("*.py")), ids=lambda path: str(path.relative_to(EXTRACT)))
def test_words_of_a_language_are_data(path: Path) -> None:
    found = list(long_word_lists(path))
    if str(path.relative_to(EXTRACT)) in NO_LANGUAGE:
        assert found, "no longer an exception: take it off the list"
    else:
        assert not found, f"{found}: put them into transforms/extract/languages"


def test_packages_are_marked_as_typed() -> None:
    assert all((ROOT / package / "py.typed").exists() for package in PACKAGES)


def test_lock_pins_by_hash_and_names_no_host() -> None:
    lock = (ROOT / "deploy" / "requirements.lock").read_text()
    pins = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert pins
    assert all("==" in line and line.endswith("\\") for line in pins)
    assert "://" not in lock

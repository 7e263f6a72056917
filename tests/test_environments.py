"""Programs that tests need are made once, or it is said why they cannot be."""

from pathlib import Path

import pytest

from tests.environments import UnavailableError, go_program

_GO = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/built"
mkdir -p "$GOBIN"
echo > "$GOBIN/tool"
"""


@pytest.fixture(autouse=True)
def _empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_go_program_without_go_raises_with_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnavailableError, match="no go on the path, which builds tool"):
        go_program("example.org/cmd/tool", "1.2.3")


def test_go_program_is_built_once_a_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go = tmp_path / "go"
    go.write_text(_GO)
    go.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    programs = [go_program("example.org/cmd/tool", version) for version in ("1.2.3", "1.2.3", "1.2.4")]
    assert all(program.exists() for program in programs)
    assert programs[0] == programs[1] != programs[2]
    built = (tmp_path / "built").read_text().splitlines()
    assert built == [f"install example.org/cmd/tool@v{version}" for version in ("1.2.3", "1.2.4")]

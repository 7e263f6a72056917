"""The container image: checks that need no build."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.deploy.tools import program

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"


@pytest.mark.cloud
def test_hadolint_reports_nothing() -> None:
    done = subprocess.run([program("hadolint"), str(DOCKERFILE)], capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""
    assert done.returncode == 0


def test_image_beam_version_matches_lock() -> None:
    locked = re.search(r"^apache-beam==(\S+)", (ROOT / "deploy" / "requirements.lock").read_text(), re.MULTILINE)
    image = re.search(r"^ARG BEAM=(\S+)", DOCKERFILE.read_text(), re.MULTILINE)
    assert locked is not None
    assert image is not None
    assert image[1] == locked[1]


def test_image_has_pinned_bases_model_and_unprivileged_user() -> None:
    text = DOCKERFILE.read_text()
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert all(":" in base and not base.endswith(":latest") for base in bases)
    assert "--require-hashes" in text
    assert "pip check" in text
    assert "annotator()" in text
    assert "load_gazetteer()" in text
    users = re.findall(r"^USER (\d+)", text, re.MULTILINE)
    assert users
    assert users[-1] != "0"


def test_image_copied_files_are_in_build_context() -> None:
    allowed = [
        line[1:].removesuffix("/**")
        for line in (ROOT / "deploy" / "Dockerfile.dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    copied = [
        name
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE.read_text(), re.MULTILINE)
        for name in line.split()[:-1]
    ]
    assert copied
    for name in copied:
        assert (ROOT / name).exists()
        assert name in allowed

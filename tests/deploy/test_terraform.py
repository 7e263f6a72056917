"""Terraform: well formed, tables match the records, permissions are minimal, references are declared."""

import json
import re
import runpy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.dataflow_stream_template import PARAMETERS as STREAM_PARAMETERS
from pipeline.cli.dataflow_template import PARAMETERS
from tests.deploy.tools import program
from transforms import metrics

FOLDER = Path(__file__).parents[2] / "deploy" / "terraform"
FILES = sorted(FOLDER.glob("*.tf"))
TEXT = "\n".join(file.read_text() for file in FILES)


def test_tables_json_matches_records() -> None:
    text = runpy.run_path(str(FOLDER / "tables.py"))["text"]()
    assert (FOLDER / "tables.json").read_text() == text, "regenerate it: python deploy/terraform/tables.py"


def test_tables_json_describes_every_table_and_column() -> None:
    def undescribed(fields: list[dict[str, Any]]) -> list[str]:
        names = [field["name"] for field in fields if not field.get("description")]
        return names + [name for field in fields for name in undescribed(field.get("fields", []))]

    tables = json.loads((FOLDER / "tables.json").read_text())
    assert len(tables) == 9
    for table in tables.values():
        assert table["description"]
        assert undescribed(table["schema"]) == []
        assert len(table["clustering"]) <= 4


def test_terraform_files_are_formatted() -> None:
    terraform = shutil.which("terraform")
    if terraform is None:
        pytest.skip("no terraform on the path")
    done = subprocess.run([terraform, "fmt", "-check", "-diff", str(FOLDER)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_terraform_roles_are_no_wider_than_needed() -> None:
    roles = set(re.findall(r'"(roles/[^"]+)"', TEXT))
    assert roles
    assert roles.isdisjoint({"roles/owner", "roles/editor", "roles/viewer", "roles/storage.admin"})
    assert not [role for role in roles if role.startswith(("roles/bigquery.admin", "roles/dataflow.admin"))]
    project_wide = re.findall(
        r'"(roles/[^"]+)"', re.search(r"for_each = toset\(\[(.*?)\]", _text_of("iam.tf"), re.S)[1]
    )  # type: ignore[index]
    assert set(project_wide) == {"roles/bigquery.jobUser", "roles/dataflow.worker"}
    assert "allUsers" not in TEXT
    assert "allAuthenticatedUsers" not in TEXT


def test_terraform_variables_are_declared_described_and_used() -> None:
    declared = set(re.findall(r'^variable "(\w+)"', TEXT, re.MULTILINE))
    used = set(re.findall(r"\bvar\.(\w+)", TEXT))
    assert declared == used
    assert _text_of("variables.tf").count("description") == len(declared)


def test_terraform_references_are_declared() -> None:
    declared = set(re.findall(r'^resource "(\w+)" "(\w+)"', TEXT, re.MULTILINE))
    used = set(re.findall(r"(?<![\w.\"])(google_\w+)\.(\w+)", TEXT))
    assert used
    assert used <= declared


def test_terraform_daily_job_uses_template_parameters() -> None:
    body = re.search(r"parameters = \{(.*?)\}\n", _text_of("main.tf"), re.S)
    assert body is not None
    given = re.findall(r"^\s*(\w+)\s*=", body[1], re.MULTILINE)
    assert set(given) <= set(PARAMETERS)
    assert {"inputs", "output", "temp"} <= set(given)


def test_terraform_stream_is_launched_with_template_parameters() -> None:
    launched = re.search(r'output "launch_stream" \{.*?\n\}', _text_of("outputs.tf"), re.S)
    assert launched is not None
    given = re.findall(r'^\s*"(\w+)=', launched[0], re.MULTILINE)
    assert set(given) <= set(STREAM_PARAMETERS)
    assert {"subscription", "output", "temp"} <= set(given)


def test_terraform_without_stream_has_none_of_its_resources() -> None:
    blocks = re.findall(r'^(?:resource|data) "(\w+)" "(\w+)" \{\n(.*?)^\}', TEXT, re.MULTILINE | re.DOTALL)
    of_stream = [block for block in blocks if "pubsub" in block[0] or "stream" in block[1] or "news[0]" in block[2]]
    assert len(of_stream) > 8
    for kind, name, body in of_stream:
        assert re.search(r"^  count +=.local\.stream_count$|^  for_each += var\.stream \? ", body, re.MULTILINE), (
            kind + name
        )


def test_terraform_stream_files_are_not_deleted_by_age() -> None:
    aged = re.search(r'matches_prefix = \["(.+)"\]', _text_of("storage.tf"))
    folder = re.search(r'stream_temp +=.+google_storage_bucket\.temp\.url\}/(.+)"', _text_of("stream.tf"))
    assert aged is not None
    assert folder is not None
    assert not f"{folder[1]}/".startswith(aged[1])
    template = re.search(
        r'"google_storage_bucket_object" "stream_template" \{.*?^\}', _text_of("stream.tf"), re.M | re.S
    )
    assert template is not None
    assert re.findall(r"(\w+Location) +=.+local\.stream_temp", template[0]) == ["stagingLocation", "tempLocation"]


def test_terraform_alerts_read_counters_that_newsbeam_has() -> None:
    counted = re.search(r"for what in \[(.+)\] : what", _text_of("alerts.tf"))
    assert counted is not None
    names = set(re.findall(r'"(\w+)"', counted[1]))
    assert names == {metrics.ARTICLES.name, metrics.FAILURES.name}
    assert names == set(re.findall(r"local\.stream_counts\.(\w+)", _text_of("alerts.tf")))


@pytest.mark.cloud
@pytest.mark.timeout(900)
def test_checkov_reports_nothing() -> None:
    command = [program("checkov"), "-d", str(FOLDER.parent), "--framework", "terraform", "dockerfile"]
    more = ["--skip-download", "--compact", "--output", "json", "--skip-check", "CKV_DOCKER_2"]  # no health check: jobs
    done = subprocess.run([*command, *more], capture_output=True, text=True, check=False, timeout=800)
    found = json.loads(done.stdout)
    assert {report["check_type"] for report in found} == {"terraform", "dockerfile"}
    for report in found:
        assert report["summary"]["parsing_errors"] == 0
        assert report["summary"]["passed"] > 5
        assert [(failed["check_id"], failed["resource"]) for failed in report["results"]["failed_checks"]] == []


@pytest.mark.cloud
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_terraform_file_parses(file: Path) -> None:
    done = subprocess.run([program("hcl2tojson"), str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


def _text_of(name: str) -> str:
    return (FOLDER / name).read_text()

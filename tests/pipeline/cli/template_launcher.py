"""The launcher of Flex Templates, as tests play it."""

import contextlib
import json
import runpy
from pathlib import Path

import pytest
from apache_beam.portability.api import beam_runner_api_pb2
from google.cloud import storage

from pipeline.cli.dry_run import steps
from pipeline.options import Dataset

_PROGRAM = Path(__file__).parents[3] / "deploy" / "dataflow" / "main.py"


class Launcher:
    """Calls the program of the templates as their launcher does, which submits the job at the template's location."""

    def __init__(self, bucket: str, folder: str, dataset: Dataset, patch: pytest.MonkeyPatch) -> None:
        self.bucket, self.folder, self.dataset, self.patch = bucket, folder, dataset, patch

    def launch(self, *parameters: str, job_type: str) -> list[str]:
        """The steps of the graph that is submitted.

        Args:
            parameters: Of the template, but for output and temp.
            job_type: The type that the job must have.
        """
        places = [f"--output=bq://{self.dataset}", f"--temp={self.folder}/temp"]
        folders = [f"--{name}={self.folder}/{name}" for name in ("staging_location", "temp_location")]
        beam_options = ["--project=newsbeam-test", "--region=europe-west1", "--job_name=daily", *folders]
        location = f"{self.folder}/job_object"
        arguments = [*parameters, *places, *beam_options, f"--template_location={location}"]
        self.patch.setattr("sys.argv", ["main.py", *arguments])
        with contextlib.suppress(SystemExit):  # an error leaves no graph
            runpy.run_path(str(_PROGRAM), run_name="__main__")
        job = json.loads(self._read_and_delete(location))
        assert job["type"] == job_type
        assert job["labels"] == {"app": "newsbeam"}
        graph = job["environment"]["sdkPipelineOptions"]["options"]["pipelineUrl"]
        return steps(beam_runner_api_pb2.Pipeline.FromString(self._read_and_delete(graph)))

    def _read_and_delete(self, uri: str) -> bytes:
        client = storage.Client(project="newsbeam-test")
        blob = client.bucket(self.bucket).blob(uri.removeprefix(f"gs://{self.bucket}/"))
        content = blob.download_as_bytes()
        blob.delete()
        return bytes(content)

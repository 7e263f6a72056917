"""The graph that is sent to Flink has only what Beam's batch translator supports; job servers are started as by Beam.

The translator is a Java class of the job server, `FlinkBatchPortablePipelineTranslator`. It supports five transforms
after the server has fused the Python steps into stages; here Beam's Python package fuses them by the same rules.
"""

from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import DebugOptions, FlinkRunnerOptions, PipelineOptions, PortableOptions
from apache_beam.portability.api import beam_runner_api_pb2 as api
from apache_beam.runners.portability.flink_runner import FlinkJarJobServer, FlinkRunner
from apache_beam.runners.portability.portable_runner import PortableRunner

from pipeline.cli.dry_run import draft_job
from pipeline.engines.clusters import Cluster
from pipeline.options import RunOptions
from pipeline.run.assemble import assemble

STAGE = "beam:runner:executable_stage:v1"
SUPPORTED = {
    "beam:transform:impulse:v1",
    "beam:transform:flatten:v1",
    "beam:transform:group_by_key:v1",
    "beam:transform:reshuffle:v1",
    STAGE,
}
SIDE_INPUTS = {"beam:side_input:iterable:v1", "beam:side_input:multimap:v1"}
OPTIONS = RunOptions(inputs=("gs://news/*",), output="bq://my-project.news", temp="gs://tmp/x", runner="flink")

pytestmark = pytest.mark.model


def _options(**fields: Any) -> PipelineOptions:
    cluster = Cluster(**{"flink_master": "flink:8081", "worker_pool": "pool:50000", "parallelism": 3, **fields})
    return cluster.pipeline_options("flink", job_name="newsbeam-0", temp=None)


def _graph(*experiments: str) -> api.Pipeline:
    options = _options()
    for experiment in experiments:
        options.view_as(DebugOptions).add_experiment(experiment)
    pipeline = beam.Pipeline(options=options)
    assemble(pipeline, draft_job(OPTIONS))
    return PortableRunner.get_proto_pipeline(pipeline, options)


@pytest.fixture(scope="module")
def sent() -> api.Pipeline:
    return _graph()


@pytest.fixture(scope="module")
def fused() -> api.Pipeline:
    return _graph("pre_optimize=all")


def _roots(graph: api.Pipeline) -> list[api.PTransform]:
    return [graph.components.transforms[name] for name in graph.root_transform_ids]


def _stages(graph: api.Pipeline) -> list[api.ExecutableStagePayload]:
    return [
        api.ExecutableStagePayload.FromString(root.spec.payload) for root in _roots(graph) if root.spec.urn == STAGE
    ]


def test_flink_graph_has_supported_transforms_only(fused: api.Pipeline) -> None:
    assert {root.spec.urn for root in _roots(fused)} == SUPPORTED


def test_flink_stages_need_no_state_timers_or_splitting(fused: api.Pipeline) -> None:
    stages = _stages(fused)
    assert len(stages) > 10
    assert not [stage for stage in stages if stage.user_states or stage.timers]
    for stage in stages:
        for transform in stage.components.transforms.values():
            if transform.spec.urn == "beam:transform:pardo:v1":
                payload = api.ParDoPayload.FromString(transform.spec.payload)
                assert not payload.restriction_coder_id
                assert not payload.requires_time_sorted_input
                assert {side_input.access_pattern.urn for side_input in payload.side_inputs.values()} <= SIDE_INPUTS


def test_flink_graph_is_bounded_with_global_windows_and_keyed_groups(sent: api.Pipeline) -> None:
    """Unbounded collections need another translator; the input of a grouping must be typed as key and value."""
    parts = sent.components
    assert {collection.is_bounded for collection in parts.pcollections.values()} == {api.IsBounded.BOUNDED}
    assert not sent.requirements
    grouped = [
        transform for transform in parts.transforms.values() if transform.spec.urn == "beam:transform:group_by_key:v1"
    ]
    assert grouped
    for transform in grouped:
        (name,) = transform.inputs.values()
        keyed = parts.pcollections[name]
        assert parts.coders[keyed.coder_id].spec.urn == "beam:coder:kv:v1"
        windowing = parts.windowing_strategies[keyed.windowing_strategy_id]
        assert windowing.window_fn.urn == "beam:window_fn:global_windows:v1"


def test_flink_graph_uses_worker_pool_and_stages_nothing(sent: api.Pipeline) -> None:
    (environment,) = sent.components.environments.values()
    assert environment.urn == "beam:env:external:v1"
    assert api.ExternalPayload.FromString(environment.payload).endpoint.url == "pool:50000"
    assert not environment.dependencies


def test_pipeline_options_flink_are_those_of_the_portable_runner() -> None:
    options = _options(processes=4)
    portable, flink = options.view_as(PortableOptions), options.view_as(FlinkRunnerOptions)
    assert (portable.environment_type, portable.environment_config) == ("EXTERNAL", "pool:50000")
    assert (portable.sdk_worker_parallelism, flink.parallelism) == (4, 3)
    assert options.get_all_options(drop_default=True)["runner"] == "FlinkRunner"
    assert not options.get_all_options()["streaming"]


def test_job_server_jar_is_started_with_flink_master(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # Beam leaves a folder there
    jar = tmp_path / "server.jar"
    jar.touch()
    options = _options(flink_job_server=str(jar))
    FlinkRunner().default_job_server(options)  # gives the master its scheme
    command, endpoint = FlinkJarJobServer(options).subprocess_cmd_and_endpoint()
    assert command[:5] == ["java", "-jar", str(jar), "--flink-master", "http://flink:8081"]
    assert endpoint == f"localhost:{command[command.index('--job-port') + 1]}"

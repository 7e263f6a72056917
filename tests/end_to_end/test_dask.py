"""The graph on Dask's scheduler with two worker processes; in each phase one of them is killed.

Each step is a task for each partition, and what it gives is a file, which remains when its worker is killed. Beam's own
runner for Dask mixes up tagged outputs, drops what `finish_bundle` gives and computes only the last leaf.
"""

import os
import pickle
import signal
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any
from uuid import uuid4

import apache_beam as beam
import pytest
from apache_beam.coders import BytesCoder, Coder, registry
from apache_beam.runners.common import DoFnRunner, Receiver
from apache_beam.transforms.sideinputs import SideInputMap
from apache_beam.transforms.window import GlobalWindows

from pipeline.engines.local import Build, Engine
from pipeline.options import Dataset, RunOptions
from pipeline.run.run import run
from tests.end_to_end.corpus import tables
from tests.environments import environment_packages, skipping_unavailable
from tests.pipeline.datasets import DatasetRun

pytestmark = [pytest.mark.heavy, pytest.mark.model, pytest.mark.timeout(3600), pytest.mark.xdist_group("portable")]

PARTITIONS = 6
KILLED = {"Extract/Annotate/Annotate/ParDo(_Annotate)", "Link/Link/ParDo(_LinkFiles)", "Link/Link/Cluster/Stories/Make"}
KILLED |= {"Prepare/Stage/Write/ParDo(_Stage)", "Decide/Decide", "Decide/AttachDecisions/Attach", "Commit/Commit"}
type Part = tuple[Any, Any, Coder]  # a task's file, the tag of one of its outputs, the coder of the values


def read(parts: Iterable[Part]) -> Iterator[Any]:
    for path, tag, coder in parts:
        yield from map(coder.decode, pickle.loads(path.read_bytes()).get(tag, ()))


def perform(path: Path, label: str, work: Callable[..., Any], parts: list[Part], sides: list[list[Part]]) -> Path:
    """Do a task unless it is done: one attempt at it counts, as engines promise for each of Beam's bundles."""
    if not path.exists():
        values = list(read(parts))
        outputs = work(values, *map(read, sides)) if values else {}
        if values and label in KILLED and not (killed := path.with_name(label.split("/")[0])).exists():
            killed.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        (attempt := path.with_suffix(f".{uuid4().hex}")).write_bytes(pickle.dumps(outputs))
        attempt.rename(path)
    return path


class Output(Receiver):
    def __init__(self, coder: Coder) -> None:
        self.coder, self.values = coder, []

    def receive(self, windowed_value: Any) -> None:
        self.values.append(self.coder.encode(windowed_value.value))


def run_bundle(step: Any, views: list[Any], coders: dict[Any, Coder], values: list[Any], *sides: Iterable[Any]) -> Any:
    windowed, outputs = GlobalWindows.windowed_value, {tag: Output(coder) for tag, coder in coders.items()}
    maps = [SideInputMap(*view, list(map(windowed, side))) for view, side in zip(views, sides, strict=True)]
    bundle = DoFnRunner(step.fn, step.args, step.kwargs, maps, beam.Windowing(GlobalWindows()), outputs)
    bundle.setup()
    bundle.start()
    for value in values:
        bundle.process(windowed(value))
    bundle.finish()
    bundle.teardown()
    return {tag: output.values for tag, output in outputs.items()}


def group(keys: Coder, coder: Coder, partition: int, pairs: list[tuple[Any, Any]]) -> Any:
    groups = defaultdict(list)
    for key, value in pairs:
        groups[keys.encode(key)].append(value)
    own = [(keys.decode(key), groups[key]) for key in groups if zlib.crc32(key) % PARTITIONS == partition]
    return {None: list(map(coder.encode, own))}


class Translation(beam.pipeline.PipelineVisitor):
    def __init__(self, submit: Callable[..., Any], folder: Path) -> None:
        self.submit, self.folder, self.tasks, self.partitions = submit, folder, [], {}
        (folder / "impulse").write_bytes(pickle.dumps({None: [b""]}))

    def visit_transform(self, node: Any) -> None:
        inputs = [self.partitions[one] for one in node.inputs if one in self.partitions]
        coders = {output.tag: registry.get_coder(output.element_type) for output in node.outputs.values()}
        match node.transform:
            case beam.Impulse():
                outputs = {None: [[(self.folder / "impulse", None, BytesCoder())]]}
            case beam.Flatten():
                outputs = {None: [list(chain(*parts)) for parts in zip_longest(*inputs, fillvalue=())]}
            case beam.GroupByKey():
                keys = registry.get_coder(node.inputs[0].element_type).key_coder()
                work = [partial(group, keys, coders[None], number) for number in range(PARTITIONS)]
                outputs = self.perform(node, coders, work, [list(chain(*inputs[0]))] * PARTITIONS)
            case beam.ParDo():
                views = [(type(side), side._view_options()) for side in node.side_inputs]
                work = [partial(run_bundle, node.transform, views, coders)] * len(inputs[0])
                outputs = self.perform(node, coders, work, inputs[0])
        self.partitions |= {output: outputs[output.tag] for output in node.outputs.values()}

    def perform(self, node: Any, coders: dict[Any, Coder], work: list[Any], partitions: list[list[Part]]) -> Any:
        sides = [list(chain(*self.partitions[side.pvalue])) for side in node.side_inputs]
        submit, pairs = partial(self.submit, perform, pure=False), zip(work, partitions, strict=True)
        tasks = [submit(self.folder / uuid4().hex, node.full_label, one, parts, sides) for one, parts in pairs]
        self.tasks += tasks
        return {tag: [[(task, tag, coder)] for task in tasks] for tag, coder in coders.items()}


@pytest.fixture
def dask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    with skipping_unavailable():
        monkeypatch.setattr(sys, "path", [*sys.path, environment_packages("dask", "3.12")])
    from distributed import Client, LocalCluster

    (tmp_path / "tasks").mkdir()

    def engine(build: Build, _: str) -> None:
        build(pipeline := beam.Pipeline())
        pipeline.visit(translation := Translation(client.submit, tmp_path / "tasks"))
        client.gather(translation.tasks)

    options = {"n_workers": 2, "threads_per_worker": 1, "memory_limit": 0, "scheduler_kwargs": {"allowed_failures": 9}}
    with LocalCluster(**options, local_directory=tmp_path) as cluster, Client(cluster) as client:
        yield engine
    assert set(os.listdir(tmp_path / "tasks")) >= {label.split("/")[0] for label in KILLED}


def test_dask_run_equals_local_run(dask: Engine, news: Path, local: dict[str, list[str]], tmp_path: Path) -> None:
    run(RunOptions(inputs=(str(news),), output=str(tmp_path / "out")), engine=dask)
    assert tables(tmp_path / "out", root=news) == local


@pytest.mark.cloud
def test_dask_run_into_bigquery_equals_local_run(
    dataset: Dataset, folder: str, dask: Engine, news: Path, local: dict[str, list[str]]
) -> None:
    loaded = DatasetRun(dataset, folder, news, local)
    run(RunOptions(inputs=(f"{loaded.news}/",), output=f"bq://{dataset}", temp=loaded.temp), engine=dask)
    loaded.check()

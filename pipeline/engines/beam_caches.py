"""What Beam does again and again while it builds and runs a pipeline, made cheaper: a third of a small run's time.

For each step Beam looks at the signatures of all methods of its `DoFn`, several times while the pipeline is built and
again for each stage in each worker; and for each transform it parses the pipeline's options anew, several times. After
each bundle it waits for a thread that measures the time of each step to wake up.
"""

from types import MethodType
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.worker import statesampler
from apache_beam.transforms import userstate

type _Specs = tuple[set[userstate.StateSpec], set[userstate.TimerSpec]]


class LocalOptions(PipelineOptions):
    """Options of a pipeline whose views are made once; each view shares the values, as Beam's own do."""

    def view_as[View: PipelineOptions](self, cls: type[View]) -> View:
        """The options as those of one of Beam's groups."""
        views: dict[type[PipelineOptions], Any] = self.__dict__.setdefault("_views", {})
        if cls not in views:
            views[cls] = super().view_as(cls)
        view: View = views[cls]
        return view

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__getstate__().items() if name != "_views"}


_SAMPLING_MILLISECONDS = 2
"""Between two looks at which step is at work. Beam's 200 are made for bundles of minutes: a bundle ends with the thread
that looks, which sleeps a fifth as long as the bundle took."""


def speed_up_beam() -> None:
    """Let Beam look for the state and timers of each class of `DoFn` once, and end bundles at once, in this process."""
    userstate.get_dofn_specs = _specs
    statesampler.StateSampler.__init__.__defaults__ = (_SAMPLING_MILLISECONDS,)


_find_specs = userstate.get_dofn_specs
_found: dict[type[beam.DoFn], _Specs] = {}


def _specs(dofn: beam.DoFn) -> _Specs:
    own = vars(dofn).get("process")
    if isinstance(own, MethodType):  # `beam.Map` of a method: what it asks for is not the class's
        specs: _Specs = _find_specs(dofn)
        return specs
    if type(dofn) not in _found:
        _found[type(dofn)] = _find_specs(dofn)
    return _found[type(dofn)]

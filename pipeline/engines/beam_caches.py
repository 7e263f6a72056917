"""What Beam does again and again while it builds and runs a pipeline, made cheaper: a third of a small run's time.

For each step Beam looks at the signatures of all methods of its `DoFn`, several times while the pipeline is built and
again for each stage in each worker; and for each transform it parses the pipeline's options anew, several times. After
each bundle it waits for a thread that measures the time of each step to wake up. And for each side input that it keeps,
to know its size, it goes through all modules that are imported.
"""

from collections.abc import Callable
from inspect import Signature
from types import FunctionType, MethodType
from typing import Any
from weakref import WeakKeyDictionary

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.worker import statecache, statesampler
from apache_beam.transforms import core, userstate
from apache_beam.typehints import decorators

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
    """Let Beam look at each class of `DoFn` and each method once, and end bundles at once, in this process."""
    userstate.get_dofn_specs = _specs
    core.get_signature = decorators.get_signature = _signature
    statecache.get_deep_size = _size
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


_find_signature = decorators.get_signature
_signatures: WeakKeyDictionary[FunctionType, Signature] = WeakKeyDictionary()
_method_signatures: WeakKeyDictionary[FunctionType, Signature] = WeakKeyDictionary()


def _signature(function: Callable[..., Any]) -> Signature:
    signatures, key = _signatures, function
    if isinstance(function, MethodType):  # its signature lacks the object, whichever it is
        signatures, key = _method_signatures, function.__func__
    if not isinstance(key, FunctionType):
        found: Signature = _find_signature(function)
        return found
    if key not in signatures:
        signatures[key] = _find_signature(function)
    return signatures[key]


def _size(*values: Any) -> int:
    """What Beam takes the size of values to be; none of them refers to the globals of a module."""
    size: int = statecache.objsize.get_deep_size(
        *values,
        get_size_func=statecache._size_func,
        get_referents_func=statecache._get_referents_func,
        filter_func=statecache._filter_func,
        exclude_modules_globals=False,
    )
    return size

"""What Beam works out of steps and options, remembered."""

import pickle
from collections.abc import Callable
from functools import partial

import apache_beam as beam
import pytest
from apache_beam.coders import VarIntCoder
from apache_beam.options.pipeline_options import StandardOptions, TypeOptions
from apache_beam.runners.worker import statecache
from apache_beam.transforms import userstate
from apache_beam.transforms.core import CallableWrapperDoFn

from pipeline.engines import beam_caches

_SEEN = userstate.ReadModifyWriteStateSpec("seen", VarIntCoder())
_DONE = userstate.TimerSpec("done", userstate.TimeDomain.WATERMARK)


class _Plain(beam.DoFn):
    def process(self, element: int) -> list[int]:
        return [element]


class _Stateful(beam.DoFn):
    def process(
        self,
        element: tuple[int, int],
        seen: beam.DoFn.StateParam = beam.DoFn.StateParam(_SEEN),  # noqa: B008 - how Beam is told
        done: beam.DoFn.TimerParam = beam.DoFn.TimerParam(_DONE),  # noqa: B008
    ) -> list[int]:
        return [element[1]]

    @userstate.on_timer(_DONE)
    def end(self) -> list[int]:
        return []


_DOFNS = [_Plain(), _Stateful(), CallableWrapperDoFn(_Stateful().process), CallableWrapperDoFn(len)]


@pytest.mark.parametrize("dofn", _DOFNS, ids=lambda dofn: str(dofn)[:40])
def test_remembered_specs_are_those_that_beam_finds(dofn: beam.DoFn) -> None:
    for _ in range(2):
        assert beam_caches._specs(dofn) == beam_caches._find_specs(dofn)


def test_a_map_of_a_stateful_method_keeps_its_own_specs() -> None:
    assert beam_caches._specs(CallableWrapperDoFn(len)) == (set(), set())
    assert beam_caches._specs(CallableWrapperDoFn(_Stateful().process)) == ({_SEEN}, {_DONE})


def test_views_of_options_share_their_values() -> None:
    options = beam_caches.LocalOptions(flags=[], direct_num_workers=2)
    options.view_as(StandardOptions).streaming = True
    assert options.view_as(StandardOptions).streaming
    assert options.view_as(TypeOptions) is options.view_as(TypeOptions)
    copied = pickle.loads(pickle.dumps(options))
    assert copied.get_all_options(drop_default=True) == options.get_all_options(drop_default=True)


def plain(element: int, *more: int) -> int:
    return element


@pytest.mark.parametrize("function", [plain, len, int, str.upper, _Plain().process, _Plain.process, partial(plain, 1)])
def test_remembered_signatures_are_those_that_beam_finds(function: Callable[..., object]) -> None:
    for _ in range(2):
        assert beam_caches._signature(function) == beam_caches._find_signature(function)


def test_sizes_of_side_inputs_are_those_that_beam_finds() -> None:
    for value in (b"bytes", [1, "two", {"three": (4.0, None)}], _Plain(), [list(range(1000))] * 2):
        assert beam_caches._size(value) == statecache.get_deep_size(value)

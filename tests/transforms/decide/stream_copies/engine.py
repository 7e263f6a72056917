"""An engine of one process for the steps of stream copies: it delivers what waits in any order, or loses it."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput
from apache_beam.transforms.window import TimestampedValue
from apache_beam.utils.timestamp import Timestamp

from schemas.flow.stream_copies import IncomingRecord
from schemas.rows.article import Article
from transforms.decide.stream_copies import stages

MAIN = None
WIRES: dict[tuple[str, str | None], str] = {
    ("drop", MAIN): "articles",
    ("drop", stages.REPEATS): "repeats",
    ("drop", stages.PROBES): "meet",
    ("drop", stages.ARRIVED): "find",
    ("meet", MAIN): "find",
    ("find", MAIN): "articles",
    ("find", stages.TEXTS): "compare",
    ("find", stages.QUESTIONS): "compare",
    ("find", stages.ARRIVED): "decide",
    ("compare", MAIN): "decide",
    ("decide", MAIN): "articles",
}


@dataclass
class State:
    """The state of one key of a step: one value, or a bag of values; and its timer."""

    value: Any = None
    values: list[Any] = field(default_factory=list)
    is_bag: bool = False
    fires: Timestamp | None = None

    def read(self) -> Any:
        return list(self.values) if self.is_bag else self.value

    def write(self, value: Any) -> None:
        self.value = value

    def add(self, value: Any) -> None:
        self.values.append(value)

    def set(self, time: Timestamp) -> None:
        self.fires = time

    def clear(self) -> None:
        self.value, self.values, self.fires = None, [], None

    @property
    def is_empty(self) -> bool:
        return self.value is None and not self.values and self.fires is None


@dataclass(frozen=True)
class Message:
    """An element on its way to a step."""

    step: str
    value: Any
    time: Timestamp


class Engine:
    """Runs the steps.

    Args:
        choose: Which of the messages that wait comes next, given how many there are.
        loses: Which messages are lost.
    """

    def __init__(self, choose: Callable[[int], int], loses: Callable[[Message], bool] = lambda _: False) -> None:
        self._choose = choose
        self._loses = loses
        self._steps: dict[str, Any] = {
            "drop": stages.DropRepeats(),
            "meet": stages.MeetAtBand(),
            "find": stages.FindCandidates(),
            "compare": stages.CompareTexts(),
            "decide": stages.DecideOnCopies(),
        }
        self._states: dict[tuple[str, Any, str], State] = {}
        self._waiting: list[Message] = []
        self.found: dict[str, list[tuple[Article, Timestamp]]] = {"articles": [], "repeats": []}

    @property
    def articles(self) -> list[Article]:
        """The articles that came out, by their numbers."""
        return sorted((article for article, _ in self.found["articles"]), key=lambda one: one.external_id or "")

    @property
    def remembered(self) -> int:
        """How many states hold something."""
        return sum(not state.is_empty for state in self._states.values())

    def put(self, article: Article, time: Timestamp) -> None:
        """Let an article arrive."""
        record = IncomingRecord(article.content_id, article)
        self._waiting.append(Message("drop", (article.article_id, record), time))

    def write(self, article: Article, time: Timestamp) -> None:
        """Give an article of the output, which is remembered at once."""
        to = {MAIN: "drop", stages.PROBES: "meet", stages.TEXTS: "compare"}
        for output in stages.ReadWritten().process(article, time):
            tag, value = (output.tag, output.value) if isinstance(output, TaggedOutput) else (MAIN, output)
            if tag in to:
                self._send(self._call(to[tag], "process", value, time), to[tag], time)

    def run(self) -> None:
        """Deliver all that waits."""
        while self._waiting:
            message = self._waiting.pop(self._choose(len(self._waiting)))
            outputs = self._call(message.step, "process", message.value, message.time)
            self._send(outputs, message.step, message.time)

    def advance(self, time: Timestamp) -> None:
        """Let the timers before a time fire."""
        due = [key for key, state in self._states.items() if state.fires is not None and state.fires <= time]
        for step, key, name in due:
            self._states[step, key, name].fires = None
            method = "give_up" if hasattr(self._steps[step], "give_up") else "forget"
            self._send(self._call(step, method, (key, None), time) or (), step, time)

    def _call(self, step: str, method: str, keyed: tuple[Any, Any], time: Timestamp) -> Any:
        function = getattr(self._steps[step], method)
        given: dict[str, Any] = {}
        for name, parameter in inspect.signature(function).parameters.items():
            default = parameter.default
            if isinstance(default, beam.DoFn.StateParam | beam.DoFn.TimerParam):
                is_bag = type(getattr(default, "state_spec", None)).__name__ == "BagStateSpec"
                given[name] = self._states.setdefault((step, keyed[0], name), State(is_bag=is_bag))
            elif default is beam.DoFn.TimestampParam:
                given[name] = time
        return function(keyed, **given) if method == "process" else function(**given)

    def _send(self, outputs: Iterable[Any], step: str, time: Timestamp) -> None:
        for tag, value, at in _untagged(outputs, time):
            to = WIRES[step, tag]
            message = Message(to, value, at)
            if to in self.found:
                self.found[to].append((value, at))
            elif not self._loses(message):
                self._waiting.append(message)


def _untagged(outputs: Iterable[Any], time: Timestamp) -> Iterator[tuple[str | None, Any, Timestamp]]:
    for output in outputs:
        tag, value = (output.tag, output.value) if isinstance(output, TaggedOutput) else (MAIN, output)
        if isinstance(value, TimestampedValue):
            yield tag, value.value, value.timestamp
        else:
            yield tag, value, time

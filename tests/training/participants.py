"""Fitting of the selection of participants, on events whose participants readers wrote down."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from schemas.codebook import EVENT_TYPES
from schemas.flow.annotation import Annotation
from tests.training.arguments import Names, ToldEvent, by_article
from tests.training.examples import GOLD_SET
from tests.training.fit import fit_network
from tests.training.marks import whole_words
from tests.training.tables import write_networks
from transforms.extract.coreference.resolve import resolve_reference
from transforms.extract.document import Document, Token, build_document
from transforms.extract.events.claims.attribution import attribution_of
from transforms.extract.events.detection.detect import detected_triggers
from transforms.extract.events.extract import roles_by_rules
from transforms.extract.events.networks import Floats, Network, logistic_outputs
from transforms.extract.events.participants.accusations import ROLES
from transforms.extract.events.participants.describe import participant
from transforms.extract.events.participants.selection import select
from transforms.extract.events.participants.selection.features import BUCKETS
from transforms.extract.events.participants.selection.select import Pairs, pair
from transforms.extract.events.triggers.senses import TriggerMatch, match_outside_lexicon
from transforms.extract.fold import fold
from transforms.extract.grammar.noun_phrases import head_at

TABLE = Path(select.__file__).parent / "selection.npz"
SEEDS = range(2)
GOLD_WEIGHT = 3.0
"""Weight of an event of the gold set, which keeps to the codebook more closely than the readers did."""


@dataclass(frozen=True)
class PairInputs:
    """The inputs of the network: features of words, events and pairs, and a one for each bucket of the ways.

    Attributes:
        plain: (pairs, features).
        buckets: (pairs, 2).
    """

    plain: Floats
    buckets: npt.NDArray[np.intp]

    @property
    def shape(self) -> tuple[int, int]:
        """Pairs, and features with the buckets."""
        return len(self.plain), self.plain.shape[1] + 2 * BUCKETS

    def __getitem__(self, rows: npt.NDArray[np.intp]) -> Floats:
        """(rows, features with the buckets)."""
        ways = np.zeros((len(rows), 2 * BUCKETS), np.float32)
        for column in range(2):
            ways[np.arange(len(rows)), self.buckets[rows, column]] = 1
        return np.hstack([self.plain[rows], ways])


def fit_selection(articles: dict[tuple[str, str], Annotation], told: Iterable[ToldEvent]) -> tuple[Network, ...]:
    """Fit the networks on events.

    Args:
        articles: The annotated articles, by set and id.
        told: Their events with participants; their triggers are found by the current detection.
    """
    plain, buckets, labels, weights = [], [], [], []
    for key, events in sorted(by_article(told).items()):
        for paired, rows, wanted in _examples(build_document(articles[key]), events):
            plain.append(
                np.hstack([paired.words[paired.head[rows]], paired.events[paired.event[rows]], paired.pairs[rows]])
            )
            buckets.append(paired.buckets[rows])
            labels.append(wanted)
            weights.append(np.full(len(rows), GOLD_WEIGHT if key[0] == GOLD_SET else 1, np.float32))
    inputs = PairInputs(np.concatenate(plain), np.concatenate(buckets))
    return tuple(
        fit_network(
            inputs,
            np.concatenate(labels),
            np.concatenate(weights),
            units=64,
            epochs=12,
            outputs=logistic_outputs,
            seed=seed,
        )
        for seed in SEEDS
    )


def write_selection(networks: Sequence[Network]) -> None:
    """Write `selection.npz`."""
    write_networks(networks, TABLE)
    select.load_networks.cache_clear()


def _examples(document: Document, events: Sequence[ToldEvent]) -> Iterator[tuple[Pairs, npt.NDArray[np.intp], Floats]]:
    """The pairs of each event with what readers say of them; events without a trigger of the pipeline get one."""
    matches = list(detected_triggers(document))
    places = {
        token.i: index
        for index, match in reversed(list(enumerate(matches)))
        for one in (match, *match.joined)
        for token in one.tokens
    }
    own: list[tuple[int, ToldEvent]] = []
    for event in events:
        tokens = document.tokens_in(*event.span)
        index = next((places[token.i] for token in tokens if token.i in places), None)
        if index is None:
            made = _match_of(document, event)
            if made is None:
                continue
            index = len(matches)
            matches.append(made)
        own.append((index, event))
    sources = [attribution_of(document, match.tokens) for match in matches]
    paired = pair(document, matches, roles_by_rules(document, tuple(matches)), sources)
    if paired is None:
        return
    for index, event in own:
        rows = np.flatnonzero(paired.event == index)
        heads = [paired.heads[place] for place in paired.head[rows]]
        if heads:
            yield paired, rows, _labels(document, matches[index], heads, event)


def _match_of(document: Document, event: ToldEvent) -> TriggerMatch | None:
    head = head_at(document, *event.span)
    types = [name for name in event.types if name in EVENT_TYPES]
    return match_outside_lexicon(head, types[0]) if head is not None and types else None


def _labels(document: Document, match: TriggerMatch, heads: Sequence[Token], event: ToldEvent) -> Floats:
    """(heads, roles): 1 where a candidate is a participant of the role."""
    found = np.zeros((len(heads), len(ROLES)), np.float32)
    rows = [participant(document, head) for head in heads]
    for role, everybody in enumerate((event.actors, event.recipients)):
        for names in everybody:
            mentioned, forms = _mention(document, match, names)
            for place, (head, row) in enumerate(zip(heads, rows, strict=True)):
                if not select.ELIGIBLE[role](head, match.event_type):
                    continue  # the codebook has no bill as a recipient of its passing
                if head is mentioned or any(_same(form, text) for form in forms for text in (row.text, row.name or "")):
                    found[place, role] = 1
    return found


def _mention(document: Document, match: TriggerMatch, names: Names) -> tuple[Token | None, list[str]]:
    """The mention of a single name nearest to the trigger, those of its sentence first, and what else it is called."""
    if len(names) > 1:
        return None, list(names)
    sentence, text = match.token.sentence, document.text
    nearest = min(
        (found.start() for found in whole_words(names[0]).finditer(text)),
        key=lambda at: (not sentence.start <= at < sentence.end, abs(at - match.token.start)),
        default=None,
    )
    head = head_at(document, nearest, nearest + len(names[0])) if nearest is not None else None
    entity = resolve_reference(document, head) if head is not None else None
    return head, [names[0], *((entity.name, *entity.aliases) if entity is not None else ())]


def _same(one: str, other: str) -> bool:
    """Whether the meaningful words of one are among the other's."""
    first, second = _words(one), _words(other)
    return bool(first and second) and (first <= second or second <= first)


def _words(text: str) -> frozenset[str]:
    words = frozenset("".join(sign if sign.isalnum() else " " for sign in fold(text).lower()).split())
    return (words - {"the", "a", "an", "of", "s", "his", "her", "their"}) or words

"""Fitting of the selection of participants, on events whose participants readers wrote down."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from schemas.flow.annotation import Annotation
from tests.training.alignment import are_same, triggers_with_told
from tests.training.arguments import Names, ToldEvent, by_article
from tests.training.examples import GOLD_SET
from tests.training.fit import fit_network
from tests.training.marks import whole_words
from tests.training.tables import write_networks
from transforms.extract.coreference.resolve import resolve_reference
from transforms.extract.document import Document, Token, build_document
from transforms.extract.events.claims.attribution import attribution_of
from transforms.extract.events.extract import roles_by_rules
from transforms.extract.events.networks import Floats, Network, logistic_outputs
from transforms.extract.events.participants.accusations import ROLES
from transforms.extract.events.participants.describe import participant
from transforms.extract.events.participants.selection import select
from transforms.extract.events.participants.selection.features import BUCKETS
from transforms.extract.events.participants.selection.select import Pairs, pair
from transforms.extract.events.triggers.senses import TriggerMatch
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
    """The pairs of each event of a reader, and what the reader says of them."""
    matches, told = triggers_with_told(document, events)
    sources = [attribution_of(document, match.tokens) for match in matches]
    paired = pair(document, matches, roles_by_rules(document, matches), sources)
    for index, event in told.items() if paired is not None else ():
        rows = np.flatnonzero(paired.event == index)
        heads = [paired.heads[place] for place in paired.head[rows]]
        if heads:
            yield paired, rows, _labels(document, matches[index], heads, event)


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
                if head is mentioned or are_same(forms, (row.text, row.name or "")):
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

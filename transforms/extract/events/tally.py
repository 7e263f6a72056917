"""What an article's claims come to: who was shot and died is one killed, and which claims count its main happening."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from transforms.extract.events.claim import FIRM, WEAK, CasualtyClaim
from transforms.extract.events.people import REFLEXIVES
from transforms.extract.events.persona import Persona, persona
from transforms.extract.syntax import Document

BACKGROUND = re.compile(
    r"\b(?:last year|(?:years?|months|decades?) (?:ago|earlier)|this year|so far|since (?:19|20)\d\d|"
    r"every (?:year|day)|a year|per year|each year|in recent (?:years|months)|statistics|anniversary)\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(slots=True)
class _Victim:
    """One person told of in single claims."""

    who: Persona
    claims: list[int] = field(default_factory=list)
    dead: bool = False
    hard: bool = False  # said to be injured in so many words
    apart: bool = False  # told beside the dead, in one sentence, as one who is not
    last: int = 0


def background(document: Document, claim: CasualtyClaim) -> bool:
    """Whether a claim is of another time than the article's own news, by the words of its sentence."""
    sentence = document.sentences[claim.sentence]
    published = document.article.published_date
    if BACKGROUND.search(sentence.text):
        return True
    if published is None:
        return False
    return any(int(year) not in (published.year, published.year + 1) for year in YEAR.findall(sentence.text))


def victims_of(document: Document, claims: list[CasualtyClaim]) -> list[_Victim]:
    """The single victims of an article, each claim of one put to the first known one who fits."""
    known: list[_Victim] = []
    for index, claim in enumerate(claims):
        record = claim.casualties
        if claim.firmness == WEAK and record.kind == "killed":
            continue
        if record.kind not in ("killed", "injured") or record.low != 1 or len(claim.heads) != 1:
            continue
        head = document.tokens[claim.heads[0]]
        who = persona(document, head)
        fitting = [
            victim
            for victim in known
            if victim.who.fits(who)
            and not any(
                claims[other].sentence == claim.sentence
                and claims[other].heads != claim.heads
                and not _points_back(document, claim, claims[other])
                and not (victim.who.name and victim.who.name == who.name)
                for other in victim.claims
            )
        ]
        if record.kind == "killed":
            fitting = [victim for victim in fitting if not victim.apart or victim.who.same(who)]
        if claim.others:
            fitting = [victim for victim in fitting if victim.who.name and victim.who.name == who.name]
        if fitting:
            by_name = [victim for victim in fitting if who.name and victim.who.name == who.name]
            victim = by_name[0] if by_name else max(fitting, key=lambda victim: victim.last)
        else:
            victim = _Victim(Persona())
            known.append(victim)
        victim.who.learn(who)
        victim.claims.append(index)
        victim.last = index
        victim.dead = victim.dead or record.kind == "killed"
        victim.hard = victim.hard or (record.kind == "injured" and claim.firmness == FIRM)
        victim.apart = victim.apart or (record.kind == "injured" and _beside_the_dead(document, claim, claims))
    return known


def _points_back(document: Document, claim: CasualtyClaim, first: CasualtyClaim) -> bool:
    """Whether a claim may be of the one told before in its sentence: 'shot the boy, killing him', 'killing the child'."""
    head, anchor = document.tokens[claim.heads[0]], document.tokens[claim.anchor]
    if head.pos == "PRON":
        return True
    definite = any(child.lower == "the" for child in head.children)
    return definite and anchor.tag == "VBG" and anchor.dep == "advcl" and anchor.head.i == first.anchor


def _beside_the_dead(document: Document, claim: CasualtyClaim, claims: Sequence[CasualtyClaim]) -> bool:
    """Whether a sentence tells someone dead and, apart, this one injured."""
    return any(
        other.sentence == claim.sentence
        and other.casualties.kind == "killed"
        and other.casualties.low > 0
        and other.firmness != WEAK
        and not set(other.heads) & set(claim.heads)
        and (document.tokens[other.heads[0]].lower in REFLEXIVES or not _points_back(document, other, claim))
        for other in claims
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """What an article's claims of its own news come to.

    Attributes:
        killed: How many its main happening killed.
        injured: How many it injured and did not kill.
        died: Anchors of claims of people injured who are known to have died.
        shot: What a claim of those shot counts when those who died are left out, by its anchor.
        background: Anchors of claims of another time than the article's own news.
        unnamed_dead: Whether only 'a deadly shooting' and the like tell that anyone died.
        by_hospital: Whether the injured are known only from being taken to hospital.
    """

    killed: int
    injured: int
    died: frozenset[int]
    shot: dict[int, int]
    background: frozenset[int]
    by_hospital: bool
    unnamed_dead: bool


NEAR = 3.0
"""Sentences after which a claim's weight has fallen to a third: the first sentences sum up what happened."""

LEAD = 6
"""Sentences within which 'a deadly shooting' is the article's own."""

PLURAL = 2.0
"""How much more a count of several weighs than one person, who may be one of them."""


def tally(document: Document, claims: Sequence[CasualtyClaim]) -> Tally:
    """Weigh an article's claims against each other: early ones and counts of several say most."""
    old = frozenset(claim.anchor for claim in claims if background(document, claim))
    own = [claim for claim in claims if claim.anchor not in old]
    victims = victims_of(document, own)
    fatal = [claim for claim in own if claim.casualties.kind == "killed" and claim.casualties.low > 0]
    told = [claim for claim in fatal if claim.firmness != WEAK]
    fatal = [claim for claim in fatal if claim.sentence < LEAD] if not told else fatal
    unnamed_dead = bool(fatal) and not told
    killed = _elect((claim, claim.casualties.low) for claim in told or fatal)
    if unnamed_dead and victims and all(victim.dead or not victim.hard for victim in victims):
        victims[0].dead = True  # 'a fatal shooting', and one was shot
    died = {index for victim in victims if victim.dead for index in victim.claims}
    hurt: list[tuple[CasualtyClaim, int]] = []
    carried: list[tuple[CasualtyClaim, int]] = []
    shot: dict[int, int] = {}
    for index, claim in enumerate(own):
        if claim.casualties.kind != "injured" or index in died:
            continue
        low = claim.casualties.low
        if claim.firmness < FIRM and low > 1 and not claim.others:
            told_before = any(other.sentence == claim.sentence and other.anchor < claim.anchor for other in fatal)
            low = low if told_before else max(0, low - killed)
            shot[claim.anchor] = low
        if low > 0:
            (carried if claim.firmness == WEAK else hurt).append((claim, low))
    injured = _elect(hurt)
    by_hospital = not injured and not killed
    if by_hospital:
        injured = _elect(carried)
    gone = frozenset(own[index].anchor for index in died if own[index].casualties.kind == "injured")
    return Tally(
        killed=killed,
        injured=injured,
        died=gone,
        shot=shot,
        background=old,
        by_hospital=by_hospital,
        unnamed_dead=unnamed_dead,
    )


def _elect(votes: Iterable[tuple[CasualtyClaim, int]]) -> int:
    """The number that most weight stands behind; 0 without any."""
    weight: dict[int, float] = {}
    for claim, low in votes:
        vote = math.exp(-claim.sentence / NEAR) * (PLURAL if low > 1 else 1.0)
        weight[low] = weight.get(low, 0.0) + vote
    return max(weight, key=lambda low: (weight[low], low)) if weight else 0

"""What an article's claims come to: who was shot and died is one killed, and which claims count its main happening."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from transforms.extract.document import Document
from transforms.extract.events.casualties.group_size import REFLEXIVES
from transforms.extract.events.casualties.records import FIRM, WEAK, CasualtyClaim
from transforms.extract.events.casualties.victim_profile import Persona, persona
from transforms.extract.numbers import count_of

_RECALLED = (
    r"(?:years?|months?|decades?|weeks) (?:ago|earlier|before)|previous (?:shooting|attack|incident|killing|murder)|"
    r"earlier this (?:year|month)|last (?:month|summer|fall|autumn|winter|spring|year)"
)
RECALLED = re.compile(rf"\b(?:{_RECALLED})\b", re.IGNORECASE)
BACKGROUND = re.compile(
    rf"\b(?:{_RECALLED}|this year|so far|since (?:19|20)\d\d|every (?:year|day)|a year|per year|each year|year to date|"
    r"in recent (?:years|months|weeks)|statistics|stats|anniversary|nationwide|compared (?:to|with)|"
    r"(?:over|in|during) the (?:past|last) (?:[\w-]+ )?(?:of )?(?:years?|months?|weeks))\b",
    re.IGNORECASE,
)
SURVIVES = re.compile(
    r"\b(?:expected to (?:survive|recover|live|be (?:ok|okay|fine|all right))|(?:treated|stabilized) and released|"
    r"non[- ]?life[- ]threatening|not (?:considered |believed to be )?life[- ]threatening|minor injuries|"
    r"released from (?:the |a )?hospital|will (?:survive|recover)|survived)\b",
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


def is_recalled(document: Document, claim: CasualtyClaim) -> bool:
    """Whether the words of its sentence put a claim before the article's own news: 'weeks earlier'."""
    return RECALLED.search(document.sentences[claim.sentence].text) is not None


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
        victim.apart = victim.apart or (
            record.kind == "injured" and (_beside_the_dead(document, claim, claims) or _survives(document, claim))
        )
    return known


def _survives(document: Document, claim: CasualtyClaim) -> bool:
    return bool(SURVIVES.search(document.sentences[claim.sentence].text))


def _points_back(document: Document, claim: CasualtyClaim, first: CasualtyClaim) -> bool:
    """Whether a claim may be of the one told before in its sentence: 'shot a boy, killing the child'."""
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
class Left:
    """How many of those hit are left when the dead are not counted, and the claim that tells of the dead."""

    low: int
    dead: CasualtyClaim | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What an article's claims of its own news come to.

    Attributes:
        killed: How many its main happening killed.
        injured: How many it injured and did not kill.
        died: Anchors of claims of people injured who are known to have died.
        shot: What a claim of several people hit counts when those who died are left out, by its anchor.
        background: Anchors of claims of another time than the article's own news.
        updates: Anchors of the claims that one telling what the count came to takes the place of, by its anchor.
        unnamed_dead: Whether only 'a deadly shooting' and the like tell that anyone died.
        by_hospital: Whether the injured are known only from being taken to hospital.
    """

    killed: int
    injured: int
    died: frozenset[int]
    shot: dict[int, Left]
    background: frozenset[int]
    by_hospital: bool
    unnamed_dead: bool
    updates: dict[int, tuple[int, ...]]


NEAR = 3.0
"""Sentences after which a claim's weight has fallen to a third: the first sentences sum up what happened."""

APART = 5
"""Sentences at most between people hit and those of them who died: further off it is often another matter."""

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
    killed, updates = _updated([(claim, claim.casualties.low) for claim in told or fatal])
    if unnamed_dead and victims and all(victim.dead or not victim.hard for victim in victims):
        victims[0].dead = True  # 'a fatal shooting', and one was shot
    died = {index for victim in victims if victim.dead for index in victim.claims}
    hurt: list[tuple[CasualtyClaim, int]] = []
    carried: list[tuple[CasualtyClaim, int]] = []
    shot: dict[int, Left] = {}
    for index, claim in enumerate(own):
        if claim.casualties.kind != "injured" or index in died:
            continue
        left = _left(document, claim, told, fatal, killed)
        if left is not None:
            shot[claim.anchor] = left
        low = claim.casualties.low if left is None else left.low
        if low > 0:
            (carried if claim.firmness == WEAK else hurt).append((claim, low))
    injured, updates_of_injured = _updated(hurt)
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
        updates={**updates, **updates_of_injured},
    )


def _left(
    document: Document,
    claim: CasualtyClaim,
    told: Sequence[CasualtyClaim],
    fatal: Sequence[CasualtyClaim],
    killed: int,
) -> Left | None:
    """What is left of several people hit when those who died are not counted; None where none of them is said to have.

    Args:
        document: The article.
        claim: Of people injured.
        told: Claims of people killed.
        fatal: The same, or those of 'a deadly shooting' where nothing else tells.
        killed: How many were killed in all.
    """
    low = claim.casualties.low
    if low < 2:
        return None
    if claim.firmness == FIRM:
        part = _died_of_them(document, claim, told)
        return Left(low - part.casualties.low, part) if part is not None else None
    if claim.others:
        return None
    before = any(other.sentence == claim.sentence and other.anchor < claim.anchor for other in fatal)
    if before and not claim.whole:  # 'one was killed and four were shot'
        return Left(low, None)
    counted = [other for other in fatal if other.casualties.low == killed]
    dead = min(counted, key=lambda other: abs(other.anchor - claim.anchor), default=None)
    if killed < low and (dead is None or abs(dead.sentence - claim.sentence) > APART):
        return Left(low, None)
    return Left(max(0, low - killed), dead)


def _died_of_them(document: Document, claim: CasualtyClaim, dead: Sequence[CasualtyClaim]) -> CasualtyClaim | None:
    """The claim that some of those injured have died: 'one of the five people hurt has died'."""
    low = claim.casualties.low
    parts = [(_whole_of(document, other), other) for other in dead]
    if any(other.sentence == claim.sentence for number, other in parts if number is None):
        return None
    for number, other in parts:
        if number == low or (number == 0 and other.sentence > claim.sentence):
            return other if other.casualties.low < low else None
    return None


def _whole_of(document: Document, claim: CasualtyClaim) -> int | None:
    """5 of 'one of the five people', 0 of 'one of the victims', None of 'one'."""
    for prep in document.tokens[claim.heads[0]].children:
        if prep.lower == "of" and prep.dep == "prep":
            for noun in prep.children:
                if noun.dep == "pobj" and any(child.lower in ("the", "those", "these") for child in noun.children):
                    known = count_of(document, noun)
                    if known is not None:
                        return known.low
                    return 0 if noun.lower in ("victims", "injured", "wounded") else None
    return None


def _updated(votes: Sequence[tuple[CasualtyClaim, int]]) -> tuple[int, dict[int, tuple[int, ...]]]:
    """The number to believe; and where a count went on to rise, the anchors of those it replaces, by its own.

    'Four were killed', and further down 'the toll rose to six': six, in place of the four.
    """
    first = _elect((claim, low) for claim, low in votes if not claim.update)
    later = [(low, claim) for claim, low in votes if claim.update]
    risen, latest = max(later, key=lambda one: one[0], default=(0, None))
    if latest is None or not 0 < first < risen:
        return _elect(votes), {}
    replaced = (claim for claim, low in votes if low == first or (claim.update and low < risen))
    return risen, {latest.anchor: tuple(claim.anchor for claim in replaced)}


def _elect(votes: Iterable[tuple[CasualtyClaim, int]]) -> int:
    """The number that most weight stands behind; 0 without any."""
    weight: dict[int, float] = {}
    for claim, low in votes:
        vote = math.exp(-claim.sentence / NEAR) * (PLURAL if low > 1 else 1.0)
        weight[low] = weight.get(low, 0.0) + vote
    return max(weight, key=lambda low: (weight[low], low)) if weight else 0

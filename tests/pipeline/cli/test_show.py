"""`newsbeam show` prints what an id names; nothing in it is obeyed."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from pipeline.outputs.folder.lookup import Found
from pipeline.outputs.folder.query import open_tables
from pipeline.report.terminal.show import show_found
from schemas.rows.columns import Part, RecordRef
from schemas.rows.entity import Entity, Mention
from schemas.rows.event import Casualties, Event, Participant, Trigger
from schemas.rows.incident import Claim
from schemas.rows.quote import Quote
from tests.end_to_end.command import newsbeam
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import NOW, article, incident, make_run, story

HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202e\u2066=cmd|' /C calc'!A0 <script>alert(1)</script> [bold]\x9b31m"
OBEYED = ("\x1b]", "\x1b[2J", "\x07", "\u202e", "\u2066", "\x9b")
A, E1, E2, Q, N = ("a" * 32, "e1" + "0" * 30, "e2" + "0" * 30, "0" * 32, "f" * 32)
I1, I2, S = ("c1" + "0" * 30, "c2" + "0" * 30, "d" * 32)


def told(event_id: str, run: str, content: str, text: str, low: int) -> Event:
    end = text.index(".") + 1
    count = text.index(str(low))
    return Event(
        event_id=event_id,
        article_id=A,
        content_id=content,
        run_id=run,
        event_type="ASSAULT",
        trigger=Trigger(text="shot", start=7, end=11, lemma="shoot"),
        sentence=text[:end],
        sentence_start=0,
        sentence_end=end,
        actors=(Participant(text="Gunmen", start=0, end=6, name=f"Gunmen{HOSTILE}"),),
        casualties=(
            Casualties(
                kind="killed", low=low, high=low, text=str(low), start=count, end=count + len(str(low)), victims=HOSTILE
            ),
        ),
    )


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> OutputFolder:
    """An article of two revisions with a row of each table, all hostile."""
    output = OutputFolder(tmp_path_factory.mktemp("show") / "out")
    texts = [f"Gunmen shot {low} people at a market in Cali.\n\nEnd {HOSTILE} of it." for low in (9, 12)]
    ref = RecordRef(uri=f"/news/{HOSTILE}.html", offset=3, length=70, media_type="text/html")
    first, second = (
        replace(
            article(A, text, run, record=ref, title=f"{title} {HOSTILE}", authors=(HOSTILE,), modified_at=when),
            content_id=str(number) * 32,
        )
        for number, (text, run, title, when) in enumerate(
            zip(
                texts,
                ("r1", "r2"),
                ("Nine dead", "Twelve dead"),
                (NOW, datetime(2024, 11, 30, tzinfo=UTC)),
                strict=True,
            )
        )
    )
    entity = Entity(
        entity_id=N,
        article_id=A,
        content_id=second.content_id,
        run_id="r2",
        name=f"Cali {HOSTILE}",
        type="GPE",
        role=HOSTILE,
        mention_count=1,
        first_start=41,
        salience=0.5,
        mentions=(Mention(text="Cali", start=41, end=45, label="GPE"),),
    )
    quote = Quote(
        quote_id=Q,
        article_id=A,
        content_id=second.content_id,
        run_id="r2",
        kind="direct",
        text=f"End {HOSTILE}",
        quote_start=48,
        quote_end=52 + len(HOSTILE),
        parts=(Part(start=48, end=52 + len(HOSTILE)),),
    )
    claim = Claim(kind="killed", low=12, high=None, source=HOSTILE, article_id=A, event_id=E2, published_at=NOW)
    output.commit("r1", articles=[first], events=[told(E1, "r1", first.content_id, texts[0], 9)])
    output.commit(
        "r2",
        runs=[make_run("r2")],
        articles=[replace(second, main_event_id=E2)],
        entities=[entity],
        quotes=[quote],
        events=[told(E2, "r2", second.content_id, texts[1], 12)],
        incidents=[incident(I1, A, event_ids=(E2,), claims=(claim,)), incident(I2, replaced_by=I1)],
        stories=[replace(story(S, A), title=HOSTILE)],
    )
    return output


def shown(output: OutputFolder, given: str) -> str:
    return newsbeam("show", output.ledger.output, given).stdout


def test_show_article_has_text_rows_origin_and_what_changed(output: OutputFolder) -> None:
    said = shown(output, A[:4])
    assert "Gunmen shot 12 people at a market in Cali. End \\u001b]0;owned\\u0007" in said
    assert f"content {'1' * 32}, of 2 revisions" in said
    assert "place text/html, offset 3, 70 bytes" in said
    assert "run r2, started 2024-11-29 00:00 UTC" in said
    assert "ASSAULT asserted, confidence 0.50, salience 0.00, the main event" in said
    assert f"id {E2}" in said
    assert "changed by 11111111, 2024-11-30 00:00" in said
    assert "title: Twelve dead" in said
    assert "ASSAULT 'shot': toll raised: 12 killed, was 9" in said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (E2, f"id {E2}"),
        (E1, "this revision is not the newest"),
        (Q, "kind direct"),
        (N, "in 1 articles, 1 mentions"),
        (I1, "12 or more killed"),
        (I2, f"{I2} was merged into {I1}"),
        (S, "told by 1 articles of 1 sites"),
    ],
)
def test_show_names_every_kind_of_row(output: OutputFolder, given: str, said: str) -> None:
    assert said in shown(output, given)


@pytest.mark.parametrize("given", [A, E1, E2, Q, N, I1, I2, S])
def test_show_hostile_text_is_plain_where_there_is_no_terminal(output: OutputFolder, given: str) -> None:
    said = shown(output, given)
    assert "\x1b" not in said
    assert not any(sequence in said for sequence in OBEYED)
    assert "\\u001b" in said


@pytest.mark.parametrize(
    ("kind", "given"),
    [("article", A), ("event", E2), ("quote", Q), ("entity", N), ("incident", I1), ("story", S)],
)
def test_show_hostile_text_is_not_obeyed_by_a_terminal(output: OutputFolder, kind: str, given: str) -> None:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, color_system="standard", width=200)
    with open_tables(output.ledger, all_rows=True) as tables:
        show_found(tables, output.ledger.output, Found(kind, given), console)
    said = written.getvalue()
    assert "\x1b[" in said
    assert not any(sequence in said for sequence in OBEYED)


def test_show_article_marks_words_in_a_terminal(output: OutputFolder) -> None:
    written = io.StringIO()
    with open_tables(output.ledger, all_rows=True) as tables:
        console = Console(file=written, force_terminal=True, color_system="standard")
        show_found(tables, output.ledger.output, Found("article", A), console)
    assert (
        "\x1b[1;32mGunmen\x1b[0m \x1b[1;4;36mshot\x1b[0m\x1b[2m[1]\x1b[0m \x1b[1;31m12\x1b[0m people"
        in written.getvalue()
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [("c", "wanted more of it"), ("b", "wanted that of one article, event"), (HOSTILE, "wanted an id of 32 digits")],
)
def test_show_id_that_names_no_single_thing_exits_with_2(output: OutputFolder, given: str, said: str) -> None:
    error = newsbeam("show", output.ledger.output, given, code=2).stderr
    assert said in error
    assert "\x1b" not in error


@pytest.mark.parametrize("argument", ["bq://project.dataset", "/nowhere"])
def test_show_what_is_no_output_folder_exits_with_2(argument: str) -> None:
    assert argument.split(":")[0] in newsbeam("show", argument, A, code=2).stderr


def test_show_and_verify_help_tells_exit_codes() -> None:
    for command in ("show", "verify"):
        assert "Exit codes: 0" in newsbeam(command, "--help").stdout

"""Find the copies among the articles of a stream, as they arrive."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import apache_beam as beam
from apache_beam.pvalue import AsSingleton

from schemas.flow.stream_copies import Comparison, IncomingRecord, Meeting, Probe, Verdict
from schemas.rows.article import Article
from transforms.combiners import Total
from transforms.decide.stream_copies import rules, stages


class Decided(NamedTuple):
    """The articles of a stream.

    Attributes:
        articles: Each once, copies as such.
        repeats: Records that repeat an article and its text, which are to be dropped.
    """

    articles: beam.PCollection[Article]
    repeats: beam.PCollection[Article]


@dataclass
class FindStreamCopies(beam.PTransform):
    """Articles that arrive, and articles of the output, to the articles that arrived, copies as such.

    Input        a1 and a2 of one text, one after the other; a2 again; the output is empty
    DropRepeats  a1  a2                   and each at 16 of its bands; the second record of a2 is dropped
    MeetAtBand   a1: nobody was there, at any band                   a2: a1 was there, at all bands
    Candidates   a1 goes straight on                                 a2 asks a1
    Compare      the text of a1, remembered                          a2: an exact copy of a1
    Output       a1                                                  a2, a copy of a1

    Which of the articles that arrive at the same moment stands, and what is not found: see `rules`. The articles go
    from step to step with their texts, three times and four times those that may be copies. An article takes four
    kilobytes of state as long as it can be found, and the size of its text for `rules.GRACE` longer.

    Articles of the output are remembered as if they had arrived at their timestamps. The first article that arrives
    waits until all of them are on their way to the steps that remember them; an engine that then let it overtake them
    there would let a copy stand. They are needed when a job starts anew; one that is updated keeps what it remembers.

    Attributes:
        memory: How long after its event time an article is known. It is more than event times lie before arrivals.
    """

    memory: timedelta = rules.MEMORY

    def expand(self, inputs: tuple[beam.PCollection[Article], beam.PCollection[Article]]) -> Decided:
        """Find the copies.

        Args:
            inputs: Articles that arrive, as they are once clean, at their event times; and those of the output that
                are remembered, at theirs: one from before `memory` is forgotten at once.
        """
        arriving, output = inputs
        written = output | "ReadWritten" >> _outputs(
            stages.ReadWritten(),
            tuple[str, IncomingRecord],
            probes=tuple[int, Probe],
            texts=tuple[str, Comparison],
            written=int,
        )
        gate = AsSingleton(written.written | "CountWritten" >> Total(int))
        waiting = beam.Map(_by_article, gate).with_output_types(tuple[str, IncomingRecord])
        records = (written.main, arriving | "AfterWritten" >> waiting) | "Records" >> beam.Flatten()
        fresh = records | "DropRepeats" >> _outputs(
            stages.DropRepeats(self.memory),
            Article,
            probes=tuple[int, Probe],
            arrived=tuple[str, Meeting],
            repeats=Article,
        )
        probes = (written.probes, fresh.probes) | "Probes" >> beam.Flatten()
        meeting = beam.ParDo(stages.MeetAtBand(self.memory)).with_output_types(tuple[str, Meeting])
        meetings = (fresh.arrived, probes | "MeetAtBand" >> meeting) | "Meetings" >> beam.Flatten()
        found = meetings | "FindCandidates" >> _outputs(
            stages.FindCandidates(self.memory),
            Article,
            arrived=tuple[str, Verdict],
            texts=tuple[str, Comparison],
            questions=tuple[str, Comparison],
        )
        texts = (written.texts, found.texts, found.questions) | "Texts" >> beam.Flatten()
        comparing = beam.ParDo(stages.CompareTexts(self.memory)).with_output_types(tuple[str, Verdict])
        verdicts = (found.arrived, texts | "CompareTexts" >> comparing) | "Verdicts" >> beam.Flatten()
        deciding = beam.ParDo(stages.DecideOnCopies(self.memory)).with_output_types(Article)
        decided = verdicts | "DecideOnCopies" >> deciding
        return Decided((fresh.main, found.main, decided) | "Articles" >> beam.Flatten(), fresh.repeats)


def _outputs(step: beam.DoFn, main: type, **others: type) -> beam.PTransform:
    """A step with its main output, `main`, and others by name, of these types."""
    return beam.ParDo(step).with_output_types(main, **others).with_outputs(*others, main="main")


def _by_article(article: Article, _written: int) -> tuple[str, IncomingRecord]:
    return article.article_id, IncomingRecord(article.content_id, article)

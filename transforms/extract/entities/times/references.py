"""Rules for the present, past and future in general: now, currently, recent weeks, the future."""

from transforms.extract.entities.times.context import Context, Reading
from transforms.extract.entities.times.lexicon import lexicon
from transforms.extract.entities.times.quantities import CLOCK_UNITS, duration, unit_of
from transforms.extract.entities.times.rules import Rules, Words

RULES = Rules()
_RELATIVE_MARKERS = ("after", "afterwards", "before", "as", "thereafter")


@RULES.add("(?:THE )?(?P<side>RECENT|COMING|LAST) (?P<unit>MANYUNITS)")
def recent_or_coming(words: Words, context: Context) -> Reading | None:
    """Recent weeks, the coming months, past years."""
    unit = unit_of(words["unit"])
    if words["side"] in lexicon().values["LAST"]:
        return Reading("PAST_REF", clock=unit in CLOCK_UNITS) if words["side"] == "past" else None
    return Reading(duration(None, unit) if words["side"] == "recent" else "FUTURE_REF", clock=unit in CLOCK_UNITS)


@RULES.add(
    "(?:THE )?(?:NEAR|FORESEEABLE) (?:TERM|COMING)",
    "THE (?:NOT-TOO-)?(?:DISTANT )?COMING",
    "ARTICLE LATER DATE",
    "THE UNITS AHEAD",
    "THE LAST",
    "THIS UNITS|THAT UNITS",
    "THE MOMENT|THIS MOMENT",
)
def indefinite(words: Words, context: Context) -> Reading | None:
    """The near future, the near term, the past, these days, the moment."""
    text = words.text.lower()
    if text == "the past" and lexicon().is_number(words.after()):
        return None  # the past three summers
    if text in {"the past", "those days"}:
        return Reading("PAST_REF")
    if text in {"these days", "this moment"} or (text == "the moment" and words.before().lower() == "at"):
        return Reading("PRESENT_REF")
    last = text.rsplit(None, 1)[-1]
    if last in {"future", "term", "date", "ahead"} and not text.startswith("the term"):
        return Reading("FUTURE_REF")
    return None


@RULES.add("RIGHT NOW", "NOW", "REFERENCE", "CURRENT", "RECENT", "COMING")
def reference(words: Words, context: Context) -> Reading | None:
    """Now, currently, recently, soon; current, recent and future before a noun."""
    text, values = words.text.lower(), lexicon().values
    if text.endswith("now"):
        return Reading("PRESENT_REF")
    if text in {"soon", "shortly"} and (words.after().lower() in _RELATIVE_MARKERS or words.before().lower() == "as"):
        return None
    if text in values["REFERENCE"]:
        return Reading(str(values["REFERENCE"][text]))
    if (
        words.text[0].isupper()
        or text not in {"current", "recent", "future"}
        or words.after().lower() in {"account", "accounts", "affairs", "futures"}
    ):
        return None
    return Reading({"current": "PRESENT_REF", "recent": "PAST_REF", "future": "FUTURE_REF"}[text])

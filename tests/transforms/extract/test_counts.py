import pytest

from transforms.extract.counts import counts


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rescuers found at least 27 people.", [("at least 27", 27, None)]),
        ("The man, 27, lives at 1400 Elm Street.", []),
        ("It began at 10:30 p.m. on May 27, 2016.", []),
        ("A 12-year-old boy saw it.", []),
        ("He held a .45 calibre pistol and $300.", []),
        ("It was 40 degrees and 30 miles away.", []),
        ("Police went to the 2800 block of Oak Street.", []),
        ("Twenty-one soldiers and 4 officers stayed.", [("Twenty-one", 21, 21), ("4", 4, 4)]),
    ],
)
def test_counts_age_time_or_house_number_is_left_out(parse, text, expected) -> None:
    document = parse(text)
    found = [
        (document.text[document.tokens[c.first].start : document.tokens[c.last].end], c.low, c.high)
        for sentence in document.sentences
        for c in counts(document, sentence)
    ]
    assert found == expected

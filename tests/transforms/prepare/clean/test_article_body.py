from transforms.prepare.clean.article_body import clean_body

NEWS = "The river rose by two metres on Friday and flooded the old town of Sampleton."
MORE = "The mayor said that nobody had been hurt, but that three bridges were closed."


def test_clean_body_reports_date_byline_and_credits_of_removed_lines() -> None:
    lines = (
        "November 29, 2024",
        "By Ann Example",
        f"(Reuters) - {NEWS}",
        "Advertisement",
        f"{MORE} Editing by Bob Sample.",
    )
    body = clean_body(lines, is_page=False)
    assert body.paragraphs == (NEWS, MORE)
    assert (body.header_date, body.byline, body.credits) == ("November 29, 2024", "By Ann Example", ("Reuters",))
    assert body.removed_chars == sum(map(len, lines)) - len(NEWS) - len(MORE)


def test_clean_body_without_text_is_empty() -> None:
    assert clean_body(("Advertisement", " "), is_page=False).paragraphs == ()

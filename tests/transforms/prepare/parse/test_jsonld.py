from transforms.prepare.parse import jsonld


def test_clean_string_resolves_entities_and_markup() -> None:
    assert jsonld.clean_string("Tom &amp;amp; <b>Ann</b>\n said") == "Tom & Ann said"

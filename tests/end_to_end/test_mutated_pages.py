"""However a page is damaged, it ends as one row, and no other page suffers."""

from pathlib import Path

import pytest

from tests.end_to_end import mutated_pages
from tests.pages import PAGES as GALLERY

SOURCES = sorted(mutated_pages.PAGES.glob("*.html.gz"))
NAMES = sorted(GALLERY.glob("*.html"))

needs_pages = pytest.mark.skipif(not SOURCES, reason=f"no pages in {mutated_pages.PAGES}")


def test_mutate_same_seed_gives_same_page() -> None:
    page = NAMES[0].read_bytes()
    versions = [mutated_pages.mutate(page, f"1:{number}") for number in range(20)]
    assert versions == [mutated_pages.mutate(page, f"1:{number}") for number in range(20)]
    assert len(set(versions)) > 15


@pytest.mark.parametrize("mutation", mutated_pages.MUTATIONS, ids=lambda mutation: mutation.__name__)
@pytest.mark.parametrize("page", [b"", b"<", b"<p>A ferry sank.</p>"])
def test_mutations_take_any_page(mutation, page: bytes) -> None:
    for seed in range(5):
        mutation(page, mutated_pages.Random(seed))


def test_prepare_mutated_pages_of_the_gallery_are_one_row_each() -> None:
    tally = mutated_pages.prepare(NAMES, 60, seed=2)
    assert not tally.errors
    assert tally.rows.total() == tally.pages == 60


@needs_pages
@pytest.mark.heavy
@pytest.mark.timeout(3600)
def test_prepare_thousand_mutated_pages_are_one_row_each() -> None:
    tally = mutated_pages.prepare(SOURCES, 1000, seed=1)
    print(tally)
    assert not tally.errors
    assert tally.rows.total() == tally.pages == 1000
    assert not any(name.endswith("_error") for name in tally.rows), tally


@needs_pages
@pytest.mark.heavy
@pytest.mark.model
@pytest.mark.timeout(3600)
def test_run_on_mutated_pages_commits_with_one_row_each(tmp_path: Path) -> None:
    tally = mutated_pages.run(SOURCES, 60, seed=3, folder=tmp_path)
    assert tally.rows.total() == tally.pages == 60, tally

"""Damages files of an output folder, one at a time, and repairs them: `python -m tests.end_to_end.damage [FILES]`."""

import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import SENTENCES, tables

FLIPPED_BYTES = 10
_ARTICLES = 4
"""In a chunk."""


@dataclass(frozen=True, slots=True)
class DamagedOutput:
    """An output folder of two runs, the first of them in several chunks, and its rows.

    Attributes:
        folder: Which is copied before it is damaged.
        commands: That wrote it, without their output.
    """

    folder: Path
    commands: tuple[tuple[str, ...], ...]
    rows: dict[str, list[str]]

    def run_again(self, output: Path) -> None:
        """Run the same commands into another folder."""
        for command in self.commands:
            newsbeam(*command, "--output", output, "--quiet")


def write_output(folder: Path, chunks: int) -> DamagedOutput:
    """Write inputs with articles, repeated paragraphs and a failure, and run newsbeam on them.

    Args:
        folder: An empty one.
        chunks: Of the first run.
    """
    shared = "Every page of this newsroom is free to read, and paid for by nobody but those who read it."
    for part in range(chunks):
        lines = [
            json.dumps(
                {
                    "url": f"https://example.org/{part}/{number}",
                    "title": f"Report {part} {number}",
                    "published_at": "2024-11-29",
                    "text": "\n\n".join(
                        sentence.format(place="Basra", day="Monday", n=number + 3, person="Omar Haddad")
                        for sentence in SENTENCES[number : number + 3]
                    )
                    + f"\n\n{shared}",
                    "ignored": "x" * 300_000,
                }
            )
            for number in range(_ARTICLES)
        ]
        (folder / f"first-{part}.jsonl").write_text("\n".join([*lines, '{"text": ']))
    (folder / "second.jsonl").write_text(json.dumps({"id": "s", "text": "Gunmen killed two guards in Cali on Monday."}))
    commands = (("run", str(folder / "first-*"), "--chunk-mb", "1"), ("run", str(folder / "second.jsonl")))
    whole = DamagedOutput(folder / "whole", commands, {})
    whole.run_again(whole.folder)
    return DamagedOutput(whole.folder, commands, tables(whole.folder, root=folder))


def files_of(output: Path) -> list[Path]:
    """Files of an output folder that say something, relative to it."""
    files = sorted(path.relative_to(output) for path in output.rglob("*") if path.is_file())
    return [file for file in files if file.name not in {"_lock", ".lock"}]


def flip_bytes(path: Path, chance: random.Random) -> None:
    """Change some bytes of a file to others, at random."""
    content = bytearray(path.read_bytes())
    for position in chance.sample(range(len(content)), min(FLIPPED_BYTES, len(content))):
        content[position] ^= chance.randrange(1, 256)
    path.write_bytes(content)


def repair_and_compare(whole: DamagedOutput, damaged: Path) -> Iterator[str]:
    """Check, repair and complete a damaged folder; yields what went wrong."""
    if not (found := newsbeam("check", damaged, code=3).stdout).startswith("damaged:"):
        yield f"no file is named: {found}"
    newsbeam("check", "--repair", damaged)
    whole.run_again(damaged)
    if tables(damaged, root=whole.folder.parent) != whole.rows:
        yield "the rows differ"
    if "whole" not in (after := newsbeam("check", damaged).stdout):
        yield f"not whole afterwards: {after}"


def main(count: int) -> None:
    """Damage files, one at a time, and print what was found and how it ended."""
    with tempfile.TemporaryDirectory() as scratch:
        whole = write_output(Path(scratch), chunks=5)
        chance = random.Random(1)
        files = files_of(whole.folder)
        chosen = sorted(chance.sample(files, min(count, len(files))))
        kinds: Counter[str] = Counter()
        wrong = 0
        for file in chosen:
            damaged = whole.folder.with_name("damaged")
            shutil.rmtree(damaged, ignore_errors=True)
            shutil.copytree(whole.folder, damaged)
            newsbeam("relink", damaged)
            flip_bytes(damaged / file, chance)
            try:
                faults = list(repair_and_compare(whole, damaged))
            except AssertionError as error:
                faults = [str(error)]
            kinds[file.parts[0]] += 1
            wrong += bool(faults)
            print(f"{file}: {'; '.join(faults) or 'found, repaired, rows equal'}", flush=True)
        print(f"{len(chosen)} files of {dict(kinds)}, {FLIPPED_BYTES} bytes in each: {wrong} not found or not equal")
        sys.exit(bool(wrong))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)

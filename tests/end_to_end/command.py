"""The command as a person types it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

NEWSBEAM = [str(Path(sys.executable).parent / "newsbeam")]


def newsbeam(*arguments: str | Path, check: bool = True, **more: Any) -> "subprocess.CompletedProcess[str]":
    """Run it to its end."""
    environment = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run(
        [*NEWSBEAM, *map(str, arguments)], capture_output=True, text=True, env=environment, check=False, **more
    )
    if check and done.returncode:
        raise AssertionError(f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done

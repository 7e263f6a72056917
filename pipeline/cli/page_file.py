"""Where commands write a page: a file, an object of a bucket, or standard output."""

import sys
from pathlib import Path

from pipeline.errors import NewsbeamError, OptionError

STANDARD_OUTPUT = "-"


def check_page_path(path: str, source: str, *, option: str = "--html") -> None:
    """Refuse, before any work is done, a path that no page can be written to.

    Args:
        path: The value of the option.
        source: The file, or the output folder, that is read.
        option: Its name.

    Raises:
        OptionError: It is a folder, lies below a file, is the file that is read, or lies in the folder that is read.
    """
    if path == STANDARD_OUTPUT or "://" in path:
        return
    page = Path(path)
    if not path or page.is_dir():
        raise OptionError(f"{option}: got {path!r}, a folder; wanted a file, or - for standard output")
    if page.exists() and Path(source).exists() and page.samefile(source):
        raise OptionError(f"{option}: got {path!r}, which is the article itself; wanted another file")
    if Path(source).is_dir() and page.resolve().is_relative_to(Path(source).resolve()):
        raise OptionError(f"{option}: got {path!r}, which lies in {source!r}; wanted a file outside of that folder")
    above = next(folder for folder in page.absolute().parents if folder.exists())
    if not above.is_dir():
        raise OptionError(f"{option}: got {path!r}, but {str(above)!r} is a file; wanted a path in a folder")


def write_page(path: str, page: str, *, option: str = "--html") -> None:
    """Write a page so that it is complete or not there.

    Args:
        path: As `check_page_path` has checked it.
        page: HTML.
        option: See `check_page_path`.

    Raises:
        NewsbeamError: It cannot be written.
    """
    from pipeline.files import write_file  # imports Beam
    from pipeline.storage_errors import explaining_storage_errors

    content = page.encode("utf-8", "replace")
    if path == STANDARD_OUTPUT:
        sys.stdout.buffer.write(content)
    elif "://" not in path:
        with explaining_storage_errors(str(Path(path).absolute().parent)):
            write_file(path, content)
    else:
        try:
            write_file(path, content)
        except Exception as error:  # each file system raises its own
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise NewsbeamError(
                f"{option}: {path} cannot be written ({reason}); wanted a file, or an object that you may write"
            ) from error

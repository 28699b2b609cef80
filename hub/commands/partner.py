"""What commands that a partner runs have in common: who asks, with which token, of which hub."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

import typer

TOKEN_VARIABLE: Final = "HUB_TOKEN"  # the name of a variable
FILE = Annotated[Path, typer.Argument(metavar="FILE", help="CSV with a header (UTF-8 or GB18030), or JSON Lines.")]
URL = Annotated[str, typer.Option(help="Address of the hub.")]
HERE: Final = "http://127.0.0.1:8000"
MEASURE = Annotated[str | None, typer.Option(help="Code of one measure; all that you may ask about.")]
CASE_NUMBER = Annotated[str, typer.Option("--case-number", help="Your own file number; it goes on record.")]
PURPOSE = Annotated[str, typer.Option(help="What for.")]
TOKEN_FILE = Annotated[
    Path | None, typer.Option(help=f"File with your token; default: the variable {TOKEN_VARIABLE}.")
]


def token_of(file: Path | None) -> str:
    """Raises UnusableFile."""
    from adapters.formats.record import UnusableFile
    from adapters.small_files import SECRET_BYTES_MAX, UnreadableText, read_small

    try:
        text = os.environ.get(TOKEN_VARIABLE, "") if file is None else read_small(file, SECRET_BYTES_MAX)
    except UnreadableText as error:
        raise UnusableFile(f"--token-file {file}: {error}") from None
    if not text.strip():
        raise UnusableFile(f"no token; allowed: --token-file FILE, or the variable {TOKEN_VARIABLE}")
    return text.strip()

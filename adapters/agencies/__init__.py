"""Agencies as mapping files: one TOML file each, with its samples; what reads and writes by them is here, too."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
SAMPLES: Final = FOLDER / "samples"


def shipped() -> tuple[Path, ...]:
    """The mapping files that come with the hub, by name."""
    return tuple(sorted(FOLDER.glob("*.toml")))


def samples_of(mapping: Path) -> Path:
    """Where the samples of a mapping file lie unless said otherwise: `samples/NAME` beside it."""
    return mapping.parent / "samples" / mapping.stem

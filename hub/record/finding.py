"""What a verifier has to say: one line each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    NOTE = "note"
    WRONG = "WRONG"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """About a log, or one of its files."""

    level: Level
    where: str
    text: str

    def line(self) -> str:
        return f"{self.level:<5}  {self.where}: {self.text}"


def ok(where: str, text: str) -> Finding:
    return Finding(level=Level.OK, where=where, text=text)


def note(where: str, text: str) -> Finding:
    return Finding(level=Level.NOTE, where=where, text=text)


def wrong(where: str, text: str) -> Finding:
    return Finding(level=Level.WRONG, where=where, text=text)

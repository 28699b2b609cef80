"""What a verifier or the doctor has to say: one line each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    NOTE = "note"
    WRONG = "WRONG"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """About a log, one of its files, or a topic of the doctor's."""

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

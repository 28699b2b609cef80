"""Statements out of a BODS file, one at a time: a JSON array of statements, or JSON Lines.

An array may be one line of many gigabytes, so it is read through a window that holds one statement and no
more than `MAX_STATEMENT_CHARS`. Python's own decoder works on that window; unlike an event parser it tells
where each statement starts, which the reject file needs.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from adapters.formats.probe import text
from adapters.formats.record import UnusableFile

MAX_STATEMENT_CHARS = 2**22
CHUNK_CHARS = 2**18
ALLOWED = "a JSON array of statements, or one statement a line (JSON Lines)"

_WHITESPACE = " \t\r\n"
_CUT_MARGIN = 16  # a token cut by the window's end is reported at most this far before it


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What stands at a line. `fault` says why it is no JSON (JSON Lines only); then `value` is None."""

    line: int
    value: object
    fault: str = ""


def statements(path: Path) -> Iterator[Found]:
    """Every element of a probed file in its order. UnusableFile if the file breaks off or is no JSON."""
    with text(path) as stream:
        head = _Head(stream)
        if head.first == "[":
            yield from _Array(path, head).elements()
        elif head.first == "{":
            yield from _json_lines(path, head)
        else:
            raise UnusableFile(f"{path}: starts with neither [ nor {{; allowed: {ALLOWED}")


class _Head:
    """The stream, its leading white space already consumed and counted."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream
        self.line = 1
        self.buffer = ""
        while not self.buffer:
            chunk = stream.read(CHUNK_CHARS)
            if not chunk:
                break
            self.buffer = chunk.lstrip(_WHITESPACE)
            self.line += chunk.count("\n", 0, len(chunk) - len(self.buffer))
        self.first = self.buffer[:1]

    def read(self, characters: int) -> str:
        held, self.buffer = self.buffer, ""
        return held or self._stream.read(characters)

    def readline(self) -> str:
        if not self.buffer:
            return self._stream.readline(MAX_STATEMENT_CHARS + 1)
        line, end, self.buffer = self.buffer.partition("\n")
        return line + end if end else line + self._stream.readline(MAX_STATEMENT_CHARS + 1)


def _json_lines(path: Path, head: _Head) -> Iterator[Found]:
    number = head.line - 1
    first = True
    while line := head.readline():
        number += 1
        if len(line) > MAX_STATEMENT_CHARS:
            raise UnusableFile(f"{path}: line {number} is too long; allowed: {MAX_STATEMENT_CHARS} characters")
        if not line.strip():
            continue
        try:
            yield Found(line=number, value=_DECODER.decode(line))
        except (ValueError, RecursionError) as error:
            if not line.endswith("\n"):
                raise UnusableFile(f"{path}: truncated at line {number}; allowed: {ALLOWED}") from error
            if first:
                raise UnusableFile(f"{path}: line {number} is no JSON statement; allowed: {ALLOWED}") from error
            yield Found(line=number, value=None, fault=_why(error))
        first = False


class _Array:
    """The window over an array: `buffer[at:]` is not yet understood, `line` is that of `buffer[counted]`."""

    def __init__(self, path: Path, head: _Head) -> None:
        self._path = path
        self._head = head
        self._buffer = head.read(CHUNK_CHARS)
        self._at = 1
        self._line = head.line
        self._counted = 0
        self._ended = False

    def elements(self) -> Iterator[Found]:
        if self._next() == "]":
            return self._finish()
        while True:
            self._next()
            line = self._here()
            yield Found(line=line, value=self._element())
            mark = self._next()
            self._at += 1
            if mark == "]":
                self._at -= 1
                return self._finish()
            if mark != ",":
                self._at -= 1
                self._broken("expected , or ] after a statement")

    def _next(self) -> str:
        """The next character that is not white space; the window then starts there."""
        while True:
            rest = len(self._buffer)
            while self._at < rest and self._buffer[self._at] in _WHITESPACE:
                self._at += 1
            if self._at < rest:
                return self._buffer[self._at]
            if not self._fill():
                raise UnusableFile(f"{self._path}: truncated at line {self._here()}; allowed: {ALLOWED}")

    def _element(self) -> object:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated string") or error.pos >= len(self._buffer) - _CUT_MARGIN
                if not cut:
                    self._broken(_why(error))
                if not self._fill():
                    raise UnusableFile(
                        f"{self._path}: truncated, or no JSON, in the statement at line {self._here()}; "
                        f"allowed: {ALLOWED}"
                    ) from error
            except (ValueError, RecursionError) as error:
                self._broken(_why(error))
            else:
                # A number may go on beyond the window; nothing else that ends exactly there can.
                if end < len(self._buffer) or not self._fill():
                    self._at = end
                    return value

    def _fill(self) -> bool:
        """Drop what is understood and read on; False at the end of the file."""
        if self._ended:
            return False
        self._here()
        rest = self._buffer[self._at :]
        if len(rest) > MAX_STATEMENT_CHARS:
            self._broken(f"a statement of more than {MAX_STATEMENT_CHARS} characters")
        chunk = self._head.read(max(CHUNK_CHARS, len(rest)))
        self._buffer, self._at, self._counted = rest + chunk, 0, 0
        self._ended = not chunk
        return not self._ended

    def _here(self) -> int:
        self._line += self._buffer.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _finish(self) -> None:
        self._at += 1
        while True:
            if self._buffer[self._at :].strip(_WHITESPACE):
                self._broken("text after the array")
            self._at = len(self._buffer)
            if not self._fill():
                return

    def _broken(self, why: str) -> NoReturn:
        raise UnusableFile(f"{self._path}: no JSON at or after line {self._here()}: {why}; allowed: {ALLOWED}")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _why(error: ValueError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return error.msg if isinstance(error, json.JSONDecodeError) else "NaN, Infinity or a number too long"


_DECODER = json.JSONDecoder(parse_constant=_no_constant)

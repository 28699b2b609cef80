"""An answer that may be wanted as files: read and written when they are, and bounded together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.exports.bods import bods
from adapters.exports.facts import Answer
from adapters.exports.graphml import graphml
from adapters.exports.table import links_csv, nodes_csv
from hub.errors import too_costly
from hub.read.view import NodeView
from hub.settings.limits import WalkLimits

View = Callable[[Any], NodeView]
Read = Callable[[Mapping[str, Any], View], Answer]
_FORMATS: Final[Mapping[str, Callable[[Answer], str]]] = {
    "bods": bods,
    "graphml": graphml,
    "nodesCsv": nodes_csv,
    "linksCsv": links_csv,
}


@dataclass(frozen=True, slots=True)
class Exportable:
    """An answer that may be wanted as a file: `value` as the schema names it, and how it is read. `limits` bound
    what all files of the request hold together.
    """

    value: Mapping[str, Any]
    answer: Read
    limits: WalkLimits

    def read(self, view: View) -> Files:
        return Files(self.answer(self.value, view), self.limits)


@dataclass(frozen=True, slots=True)
class Files:
    """Written when they are picked, each by itself."""

    answer: Answer
    limits: WalkLimits

    def get(self, name: str) -> str:
        """Raises HubError TOO_COSTLY."""
        text = _FORMATS[name](self.answer)
        most, written = self.limits.export_bytes, self.limits.written
        written.bytes += len(text.encode())
        if written.bytes > most:
            raise too_costly(f"bytes of the exports of one request ({name} among them)", written.bytes, most)
        return text


def with_export(value: Mapping[str, Any], of: Read, limits: WalkLimits) -> dict[str, Any]:
    return {**value, "export": Exportable(value, of, limits)}

"""One statement for the engine: its text and the values that travel beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

# What travels to and from an engine: whole numbers of 64 bits, no lone surrogates in text, keys are text.
Value: TypeAlias = bool | int | float | str | list["Value"] | dict[str, "Value"] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """Cypher with its parameters; `name` is what errors call it, since neither text nor values go there."""

    text: str
    parameters: Mapping[str, Value] = field(default_factory=dict, repr=False)
    name: str = ""

"""Formats that can be loaded: `FORMATS` by name, one reader each; `record` says what they all read into."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from adapters.formats.bods import Bods
from adapters.formats.finbench import FinBench
from adapters.formats.record import Format
from adapters.formats.rows import Rows

FORMATS: Mapping[str, Format] = MappingProxyType({form.name: form for form in (FinBench(), Bods(), Rows())})

__all__ = ["FORMATS"]

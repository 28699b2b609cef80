"""Courts whose code does not begin with that of the court above them (`courts.csv`)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType


@cache
def superiors() -> Mapping[str, str]:
    """Code of a court to the code of the court above it. Raises ValueError for a code that stands twice."""
    text = resources.files("graph.catalogue").joinpath("courts.csv").read_text(encoding="utf-8")
    rows = [(row["code"], row["above"]) for row in csv.DictReader(text.splitlines())]
    if len(dict(rows)) != len(rows):
        raise ValueError("courts.csv: a code stands twice")
    return MappingProxyType(dict(rows))

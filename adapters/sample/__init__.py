"""A synthetic province in the hub's own exchange format: see `province.write_province`."""

from __future__ import annotations

from adapters.sample.census import SCALE_MAX, SCALE_MIN, ScaleOutOfRange
from adapters.sample.province import DEFAULT_SCALE, DEFAULT_SEED, SampleSummary, write_province
from adapters.sample.writing import FolderTaken

__all__ = [
    "DEFAULT_SCALE",
    "DEFAULT_SEED",
    "SCALE_MAX",
    "SCALE_MIN",
    "FolderTaken",
    "SampleSummary",
    "ScaleOutOfRange",
    "write_province",
]

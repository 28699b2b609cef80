"""What goes wrong with the record; each message is one line and names no secret."""

from __future__ import annotations


class RecordUnavailable(Exception):
    """An entry could not be put on disk; the request that it stands for must not be answered."""


class RecordDamaged(Exception):
    """A log on disk is not what its writer left: it is kept as it is and never continued."""

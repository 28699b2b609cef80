"""By which name an operation is counted: one that was reviewed, or one word for all others."""

from __future__ import annotations

from typing import Final

from hub.scrub import scrubbed_name

NOT_STORED: Final = "not-stored"  # no name in GraphQL: no operation can be called so
OTHER: Final = "other"
HASH_LENGTH: Final = 12


class OperationNames:
    """Names of stored operations as labels, at most so many; all that come later are `OTHER`.

    A caller chooses the name of what he sends, and could make a series of metrics of each; those of stored
    operations are chosen by the hub's operators. One without a name is called by the beginning of its hash.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._labels: dict[str, str] = {}

    def label(self, stored: str | None, name: str | None) -> str:
        """`stored` is the SHA-256 of a stored operation, as hex, and None for any other."""
        if stored is None:
            return NOT_STORED
        known = name or f"sha256-{stored[:HASH_LENGTH]}"
        label = self._labels.get(known)
        if label is None:
            if len(self._labels) >= self._most:
                return OTHER
            label = self._labels[known] = scrubbed_name(known)
        return label

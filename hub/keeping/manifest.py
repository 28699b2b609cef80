"""What a backup says of itself: `manifest.json`, the last member of the archive.

Keys are never in a backup. It holds their fingerprints only, to tell whether the hub it is restored to has
the same ones: under others, numbers could neither be matched nor opened.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from graph.rules.sealing import KeyRing

FORMAT: Final = "hub-backup"
FORMAT_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
_FINGERPRINT_LABEL: Final = b"hub-backup fingerprint"


class NotAManifest(ValueError):
    """Bytes that are no manifest this hub can read; the message says what is wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One file of the archive: its SHA-256 in hex, its size in bytes."""

    sha256: str
    size: int


@dataclass(kw_only=True, slots=True)
class Counts:
    """How many of each kind. `statements` by the kind of node that they are about."""

    nodes: Counter[str] = field(default_factory=Counter)
    statements: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    loads: int = 0
    beside: Counter[str] = field(default_factory=Counter)  # by kind, as `graph.cypher.copy.BESIDE` has them

    def as_json(self) -> dict[str, Any]:
        counted: dict[str, Any] = {
            "nodes": dict(sorted(self.nodes.items())),
            "statements": dict(sorted(self.statements.items())),
            "relations": dict(sorted(self.relations.items())),
            "loads": self.loads,
        }
        # Left out where there are none, as in every backup from before they were kept.
        return {**counted, **dict(sorted(self.beside.items()))}

    @property
    def facts(self) -> int:
        return self.statements.total() + self.relations.total()


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyPrints:
    """Fingerprints of a ring's keys by their id."""

    match: Mapping[str, str]
    sealing: Mapping[str, str]

    @classmethod
    def of(cls, ring: KeyRing) -> KeyPrints:
        return cls(
            match={name: _fingerprint(key) for name, key in ring.match_keys.items()},
            sealing={name: _fingerprint(key) for name, key in ring.sealing_keys.items()},
        )

    def missing_from(self, other: KeyPrints) -> list[str]:
        """Ids of keys that `other` does not have, or has another key for."""
        pairs = [(self.match, other.match), (self.sealing, other.sealing)]
        return sorted(name for mine, theirs in pairs for name in mine if mine[name] != theirs.get(name))


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """`created` is the instant the snapshot stands for; `flavour` the engine it was taken from."""

    graph_version: int
    created: str
    flavour: str
    keys: KeyPrints
    counts: Mapping[str, Any]
    members: Mapping[str, Member]

    def to_bytes(self) -> bytes:
        return orjson.dumps(
            {
                "format": FORMAT,
                "formatVersion": FORMAT_VERSION,
                "graphVersion": self.graph_version,
                "created": self.created,
                "flavour": self.flavour,
                "keys": {"match": dict(self.keys.match), "sealing": dict(self.keys.sealing)},
                "counts": self.counts,
                "members": {
                    name: {"sha256": each.sha256, "size": each.size} for name, each in self.members.items()
                },
            },
            option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> Manifest:
        """Raises NotAManifest."""
        try:
            found = orjson.loads(content)
            if found["format"] != FORMAT:
                raise NotAManifest("not a backup of a hub")
            if found["formatVersion"] != FORMAT_VERSION:
                raise NotAManifest(
                    f"a backup of format {int(found['formatVersion'])}; this hub reads format {FORMAT_VERSION}"
                )
            return cls(
                graph_version=int(found["graphVersion"]),
                created=str(found["created"]),
                flavour=str(found["flavour"]),
                keys=KeyPrints(match=dict(found["keys"]["match"]), sealing=dict(found["keys"]["sealing"])),
                counts=dict(found["counts"]),
                members={
                    name: Member(sha256=str(each["sha256"]), size=int(each["size"]))
                    for name, each in found["members"].items()
                },
            )
        except NotAManifest:
            raise
        except (ValueError, KeyError, TypeError, AttributeError):
            raise NotAManifest("its manifest is damaged") from None


def _fingerprint(key: bytes) -> str:
    """Tells equal keys; does not help to find one of 32 random bytes."""
    return hashlib.sha256(hmac.digest(key, _FINGERPRINT_LABEL, "sha256")).hexdigest()

"""Which modules share a box, and what no import shows: the two engines. A new room is a line here."""

from __future__ import annotations

from dataclasses import dataclass

PACKAGES = ("hub", "adapters", "graph")


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """One box: the second-level modules in it, and the column that it would like to stand in.

    The first of `speakers` with a docstring captions the room. A name of `holds` that ends in `*` takes every name
    that starts so; an empty `holds` takes what no other room of the package does.
    """

    package: str
    title: str
    holds: tuple[str, ...]
    column: int
    speakers: tuple[str, ...]

    def takes(self, name: str) -> bool:
        return any(name.startswith(held[:-1]) if held.endswith("*") else name == held for held in self.holds)


def _room(package: str, title: str, holds: str, column: int, speakers: str = "") -> Room:
    names = tuple(holds.split())
    speaking = tuple(speakers.split()) or tuple(f"{package}.{name}" for name in names)
    return Room(package=package, title=title, holds=names, column=column, speakers=speaking)


# In the order of reading; where rooms import each other in a circle, the earlier one is drawn above.
ROOMS = (
    _room("hub", "commands", "commands __main__", 1, "hub.__main__"),
    _room("hub", "web", "web", 3),
    _room("hub", "running", "running app", 2, "hub.running"),
    _room("hub", "sockets", "sockets", 1),
    _room("hub", "answering", "answering", 2),
    _room("hub", "api", "api", 2, "hub.api hub.api.schema"),
    _room("hub", "linkage", "linkage", 0),
    _room("hub", "money", "money", 0),
    _room("hub", "syncing", "syncing", 3),
    _room("hub", "reconciling", "reconciling", 3),
    _room("hub", "relaying", "relaying", 3),
    _room("hub", "cases", "cases", 1),
    _room("hub", "matching", "matching", 0),
    _room("hub", "desk", "desk", 0),
    _room("hub", "door", "door", 3),
    _room("hub", "rights", "rights", 3),
    _room("hub", "read", "read", 2, "hub.read hub.read.planner"),
    _room("hub", "http", "http", 1),
    _room("hub", "documents", "documents", 2),
    _room("hub", "caller", "callers errands budgets errors logs", 1),
    _room("hub", "record", "record keyring", 0, "hub.record"),
    _room("hub", "settings", "settings scrub", 1),
    _room("hub", "keeping", "keeping", 0),
    _room("hub", "screening", "screening", 0),
    _room("hub", "webhook", "webhook", 0),
    _room("hub", "and more", "", 0),
    _room("adapters", "loading", "loading", 1),
    _room("adapters", "exports", "exports", 2),
    _room("adapters", "sample", "sample", 0),
    _room("adapters", "agencies", "agencies", 0),
    _room("adapters", "simulating", "simulating", 3),
    _room("adapters", "protocols", "protocols", 2),
    _room("adapters", "formats", "formats", 1),
    _room("adapters", "and more", "", 3),
    _room("graph", "lifecycle", "lifecycle", 1),
    _room("graph", "rules", "rules", 0),
    _room("graph", "catalogue", "catalogue", 1),
    _room("graph", "cypher", "cypher founding versions", 2, "graph.cypher graph.cypher.compile"),
    _room("graph", "embedded", "embedded", 3),
    _room("graph", "engine", "engine", 2),
    _room("graph", "model", "model", 1),
    _room("graph", "plan", "plan statement failures", 1),
    _room("graph", "and more", "", 0),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Database:
    """One of the two engines; `spoken_to_by` are titles of rooms of `graph`."""

    title: str
    caption: str
    column: int
    spoken_to_by: tuple[str, ...]


DATABASES = (
    Database(title="Neo4j 5.26", caption="A server of your own", column=2, spoken_to_by=("engine",)),
    Database(
        title="ArcadeDB",
        caption="Embedded: a child process of the hub",
        column=3,
        spoken_to_by=("engine", "embedded"),
    ),
)


def room_of(module: str) -> Room:
    """The room of a module, by its second-level name."""
    package, name = module.split(".")[:2]
    mine = [room for room in ROOMS if room.package == package]
    return next((room for room in mine if room.takes(name)), next(room for room in mine if not room.holds))

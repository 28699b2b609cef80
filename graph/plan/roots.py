"""Where a plan begins: nodes by keys, by kind, by name, or counted; and the plan of all that one request wants."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graph.plan.rights import Courts, Rights
from graph.plan.selecting import Select


class KeyScheme(StrEnum):
    """By what a node is found. The value travels normalised; personal numbers travel as their keyed hash."""

    ID = "id"
    SOURCE = "source"  # value: system|key
    UNIFIED_CODE = "uscc"
    CITIZEN = "citizenMatch"
    DOCUMENT = "documentMatch"
    REGISTRY = "registryId"
    CASE_NUMBER = "caseNumber"
    ASSIGNEE = "assignee"  # the hub's own question only
    NAME = "foldedName"  # borne by many: for a find of `most` or `each`, never by a caller's key
    NAME_BORN = "foldedName, birthDate"  # value: name, line end, day of birth; for a find of `each`
    NAME_PARTS = "nameKeys"  # value: keys of the name index, all of which a name has; for a find of `each`


@dataclass(frozen=True, kw_only=True, slots=True)
class Slice:
    """A point in both times: `as_of` a legal day (YYYY-MM-DD), `known_at` a UTC instant, fixed width."""

    as_of: str
    known_at: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Find:
    """Nodes by keys; `keys` are (scheme, value), answered in the order asked, missing ones left out. A value may
    be several, any of which will do: a number under each of the keys that it may be hashed by.

    `blind`: the key is resolved through identity facts whatever their class, and nothing of the node itself
    comes back, only edges the caller may see. A partner's screening is right even where the register that
    knows the code is closed to the partner. A blind find must not select properties (`hub.rights.policy` holds
    it).

    `most`: of each key not the one subject that counts but all, up to so many of each scheme's. `each`: the same,
    up to so many of each value of each key, so that what many bear takes no place from what few bear.

    `measure`: the one that is asked about, so that a caller without a right to it is refused.

    `own`: the hub asks for itself (is the case behind a purpose open?), whatever the caller may see; the rows
    never become part of an answer.

    `among`: kinds of relation, for the edges that follow `chosen` ones.

    `window`: instants (from, to), the second not in it, for the edges that want to be `within` one.

    `passing`: its rows only lead on, with the caller's rights; whoever of them is told is fetched by another find,
    so that the record of requests names those and not all that a search looked at.
    """

    keys: tuple[tuple[KeyScheme, str | tuple[str, ...]] | None, ...]
    kinds: tuple[str, ...]
    time: Slice
    node: Select
    blind: bool = False
    own: bool = False
    most: int | None = None
    each: int | None = None
    measure: str | None = None
    passing: bool = False
    among: tuple[str, ...] = ()
    window: tuple[str, str] | None = None

    @property
    def several(self) -> bool:
        """Whether a key is answered with all that it means."""
        return self.blind or self.most is not None or self.each is not None

    @property
    def schemes(self) -> tuple[KeyScheme, ...]:
        """Those of the keys, each once: one branch of the statement each."""
        return tuple(dict.fromkeys(key[0] for key in self.keys if key is not None))

    @property
    def branches(self) -> dict[KeyScheme, list[list[str | int]]]:
        """The keys by scheme, each with its place in the question."""
        branches: dict[KeyScheme, list[list[str | int]]] = {}
        for place, key in enumerate(self.keys):
            if key is not None:
                values = (key[1],) if isinstance(key[1], str) else key[1]
                parts = (value.split("\n") if key[0] is KeyScheme.NAME_BORN else [value] for value in values)
                branches.setdefault(key[0], []).extend([place, *part] for part in parts)
        return branches

    @property
    def shape(self) -> tuple[object, ...]:
        """All that decides the text of the statement; what differs between equal shapes travels as parameters."""
        return Find, self.schemes, self.kinds, self.node, self.blind, self.own, self.most, self.each


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """All subjects of one kind; a row is [place, node], `after` the place of the last row before.

    A subject's place is the id of the record by which it is listed: of its representative, or where that may not
    be seen of the first of this kind that may. So subjects come in order of id but for those with a hidden one.
    `own`: the hub reads its own rows, as with a Find.
    """

    kind: str
    first: int
    after: str
    time: Slice
    node: Select
    count: bool = False
    own: bool = False

    @property
    def shape(self) -> tuple[object, ...]:
        return Page, self.node, self.count, self.own


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """Subjects by name or exact code, ranked exact (0) > prefix (1) > fragment (2), then name, then id.

    `compact` is the folded text without separators, `keys` its terms in the name index, `codes` the exact
    codes it may be. `after` is the last (rank, name, id) of the page before.
    """

    compact: str
    keys: tuple[str, ...]
    codes: tuple[tuple[KeyScheme, str], ...]
    kinds: tuple[str, ...]
    first: int
    after: tuple[int, str, str] | None
    time: Slice
    node: Select
    count: bool = False

    @property
    def shape(self) -> tuple[object, ...]:
        schemes = tuple(scheme for scheme, _ in self.codes)
        return Search, bool(self.keys), schemes, self.after is None, self.node, self.count


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many cases there are by an attribute; a row is [value, number].

    The cases of one number are one case; of several statements the best grade counts, then the newest. A case with
    a sealed statement is left out as a whole; else it counts whatever the caller may see of it, so that the door
    asks who the published figures are for (`hub.rights.statistics`). `empty` and `given`: attributes that a case
    must lack, and have. `prefixes`, `also`, `besides` as in `Courts`: of the court whose case it is.
    """

    by: str
    time: Slice
    given: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    courts: Courts | None = None

    @property
    def shape(self) -> tuple[object, ...]:
        return Tally, self.by, self.given, self.empty, self.courts is None


Root = Find | Page | Search | Tally


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """All roots of one request; `rights` is None until narrowed."""

    roots: tuple[Root, ...]
    rights: Rights | None = None

    @property
    def shape(self) -> tuple[object, ...]:
        """Plans of one shape compile to one text: they differ in values only."""
        return self.rights and self.rights.shape, *(root.shape for root in self.roots)

"""Questions as values: what a request wants of the graph, before anyone asks it.

A plan is frozen and knows neither caller nor database. `hub.policy.narrow` puts the caller's rights into it
(`Rights`), `graph.cypher.compile` turns it into one statement, `hub.read.project` reads the rows back by the
same plan. A plan without rights does not compile: there is no way around narrowing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


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


class Direction(StrEnum):
    OUT = "out"
    IN = "in"
    BOTH = "both"


@dataclass(frozen=True, kw_only=True, slots=True)
class Slice:
    """A point in both times: `as_of` a legal day (YYYY-MM-DD), `known_at` a UTC instant, fixed width."""

    as_of: str
    known_at: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Courts:
    """Courts by their codes: those that begin with one of `prefixes` and are not in `besides`, and `also`."""

    prefixes: tuple[str, ...]
    also: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[bool, ...]:
        return len(self.prefixes) > 1, bool(self.also), bool(self.besides)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Classes of facts that are seen where a fact is of a case of one of `courts` (None: of no court at all), or
    of no court's case, unless `cases_only`.
    """

    classes: tuple[str, ...]
    courts: Courts | None = None
    cases_only: bool = False

    @property
    def shape(self) -> tuple[object, ...]:
        return self.courts and self.courts.shape, self.cases_only


@dataclass(frozen=True, kw_only=True, slots=True)
class Extent:
    """A set of facts by their access classes: `classes` wherever they stand, `scopes` within their courts, `filed`
    within one file each: pairs (class, number of the file).
    """

    classes: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = ()
    filed: tuple[tuple[str, str], ...] = ()

    @property
    def all_classes(self) -> tuple[str, ...]:
        """Every class of which something is in it."""
        scoped = (access for scope in self.scopes for access in scope.classes)
        return (*self.classes, *scoped, *(access for access, _ in self.filed))

    @property
    def shape(self) -> tuple[object, ...]:
        """Which predicates there are; their values travel as parameters."""
        return tuple(scope.shape for scope in self.scopes), bool(self.filed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Facts that are seen in part: those of the extent that have one of `fields`, and of these nothing else.

    `fields` are properties with their kind, as `COMPANY.uscc`, or a kind alone, which has them all.
    """

    extent: Extent
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rights:
    """What the caller may see, as the predicates it becomes: facts seen `whole`, and in `parts`.

    Facts of the source systems in `withheld` are never seen. `measures`: the only ones whose orders count (None:
    all of them count).
    """

    whole: Extent
    parts: tuple[Part, ...] = ()
    withheld: tuple[str, ...] = ()
    measures: tuple[str, ...] | None = None

    @property
    def all_classes(self) -> tuple[str, ...]:
        """Every class of which something may be seen."""
        parts = (access for part in self.parts for access in part.extent.all_classes)
        return (*self.whole.all_classes, *parts)

    @property
    def shape(self) -> tuple[object, ...]:
        """Which predicates there are; their values travel as parameters."""
        parts = tuple(part.extent.shape for part in self.parts)
        return self.whole.shape, parts, bool(self.withheld), self.measures is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Select:
    """What is wanted of a node besides its id and kind.

    `properties` are stored statement properties; `sources` adds where each statement comes from.
    `complete`: something below is told from facts that the caller must be able to see all of.

    A selection is planned once and then looked up by thousands of requests, so it keeps its own hash.
    """

    properties: tuple[str, ...] = ()
    sources: bool = False
    edges: tuple[Expand, ...] = ()
    complete: bool = field(init=False, compare=False)
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        complete = any(expand.complete or expand.node.complete for expand in self.edges)
        object.__setattr__(self, "complete", complete)
        object.__setattr__(self, "_hash", hash((self.properties, self.sources, self.edges)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def objects(self) -> int:
        """How many nodes one such row may hold at most, itself among them."""
        return 1 + sum(expand.first * expand.node.objects for expand in self.edges)

    @property
    def statements(self) -> bool:
        return bool(self.properties) or self.sources


@dataclass(frozen=True, kw_only=True, slots=True)
class Expand:
    """One edge per far node over some kinds of relation, in pages.

    `first` is the size of a page (one more is fetched to know whether there is a next), `after` the cursor's
    (order value, far id, slot). `order_by` sorts descending with missing values last, then by far id.
    `separate` keeps every fact an edge of its own (transfers); otherwise facts about the same pair are one
    edge: the best grade, then the newest record; facts whose `yields` attribute has that value come last.
    `complete`: the answer says yes or no by these facts, so whoever may not see their class is refused.
    `ended`: facts that ended by the day count, too (who was in office, and until when).
    `chosen`: of these kinds only those that the root names (`Find.among`), whatever they are by one and the same
    statement.
    `within`: an instant of the fact that must lie in the root's window (`Find.window`), unless it is closed.
    """

    relations: tuple[str, ...]
    direction: Direction
    kinds: tuple[str, ...]
    first: int
    after: tuple[str | float, str, str] | None = None
    properties: tuple[str, ...] = ()
    order_by: str | None = None
    order_missing: str | float = ""
    separate: bool = False
    yields: tuple[str, str] | None = None
    others: bool = False
    count: bool = False
    page: bool = True
    complete: bool = False
    ended: bool = False
    chosen: bool = False
    within: str | None = None
    node: Select = Select()


@dataclass(frozen=True, kw_only=True, slots=True)
class Find:
    """Nodes by keys; `keys` are (scheme, value), answered in the order asked, missing ones left out. A value may
    be several, any of which will do: a number under each of the keys that it may be hashed by.

    `blind`: the key is resolved through identity facts whatever their class, and nothing of the node itself
    comes back, only edges the caller may see. A partner's screening is right even where the register that
    knows the code is closed to the partner. A blind find must not select properties (`hub.policy` holds it).

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
    asks who the published figures are for (`hub.statistics`). `empty` and `given`: attributes that a case must
    lack, and have. `prefixes`, `also`, `besides` as in `Courts`: of the court whose case it is.
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

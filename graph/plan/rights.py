"""What a caller may see, as the predicates that it becomes: the part of a plan that `hub.rights.policy` writes."""

from __future__ import annotations

from dataclasses import dataclass


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

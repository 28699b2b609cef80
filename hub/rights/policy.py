"""Who may see what, put into the plan before it runs.

`narrow` is the only place where a plan gets rights, and the compiler refuses a plan without them. Rights come from
the table of roles (`hub.rights.reach`), from what the caller is assigned to, and from grants
(`hub.rights.grants`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from graph.catalogue import codes_of
from graph.model.declare import Access
from graph.model.roles import Role
from graph.plan import Courts, Extent, Find, Page, Part, Plan, Rights, Scope, Tally
from graph.rules.courts import subtree
from hub.callers.caller import Caller
from hub.errands.purpose import Errand
from hub.errors import ErrorCode, HubError
from hub.rights.grants import Book, Grant
from hub.rights.reach import SIGHTS, THIRD_PARTIES, Reach, Sight
from hub.rights.statistics import check_reader

# What the hub reads for itself: anything that is not sealed.
OWN_RIGHTS: Final = Rights(
    whole=Extent(classes=tuple(access.value for access in Access if access is not Access.SEALED))
)
# What it compares, to see that something moved; none of it is told (`Door.everything`).
EVERY_CLASS: Final = Rights(whole=Extent(classes=tuple(access.value for access in Access)))

RIGHTS_KEPT: Final = 4_096  # of one reading of the grants

# What is of no court is a register's and open to all courts; but of these no register is.
_CONFIDENTIAL: Final = frozenset((Access.MEDIATION.value, Access.SEALED.value))


@dataclass(frozen=True, kw_only=True, slots=True)
class Acting:
    """A caller in one request: what for, and by which grants. Without an errand nothing of the graph is seen."""

    caller: Caller
    errand: Errand | None
    book: Book = field(default_factory=Book)

    def grants(self) -> list[Grant]:
        """The rows that fit the caller and the purpose."""
        return [grant for grant in self.book.grants if self._fits(grant)]

    def _fits(self, grant: Grant) -> bool:
        caller, errand = self.caller, self.errand
        return (
            (grant.role or grant.agency or grant.court or grant.holder) is not None
            and grant.role in (None, caller.role.value)
            and grant.agency in (None, caller.agency.value if caller.agency else "")
            and grant.court in (None, caller.court)
            and grant.holder in (None, caller.subject)
            and (not grant.purposes or (errand is not None and errand.purpose.value in grant.purposes))
        )


def narrow(plan: Plan, acting: Acting) -> Plan:
    """The plan with the caller's rights in it.

    Raises HubError FORBIDDEN where the answer would be false for want of rights and not of facts (whether a
    party is under a measure), ValueError for a plan that no reader may make.
    """
    rights = rights_of(acting)
    for root in plan.roots:
        if isinstance(root, Tally):
            check_reader(acting.caller.role)
            continue
        if isinstance(root, Find) and root.blind and root.node.statements:
            raise ValueError("a blind find selects edges only")
        if isinstance(root, Find | Page) and root.own:
            raise ValueError("only the door asks for the hub itself")
        if root.node.complete and Access.PARTNER.value not in rights.whole.classes:
            raise HubError(
                ErrorCode.FORBIDDEN, f"{acting.caller.role} may not see the orders that this is told from"
            )
        if root.node.complete and rights.measures is not None:
            _check_measures(root.measure if isinstance(root, Find) else None, rights.measures)
    return replace(plan, rights=rights)


def _check_measures(asked: str | None, granted: tuple[str, ...]) -> None:
    """Refuses what would be answered "not under a measure" for want of a right to know."""
    told = f"granted to you: {', '.join(granted) or 'none'}"
    if asked is not None and asked not in granted:
        raise HubError(
            ErrorCode.FORBIDDEN,
            f"{asked} is not among the measures that your agency carries out or was granted; {told}",
        )
    if not granted:
        raise HubError(ErrorCode.FORBIDDEN, f"your agency carries out no measure and was granted none; {told}")


def rights_of(acting: Acting) -> Rights:
    """What the caller's role, task and grants amount to; each grant opens what it names and no more.

    Worked out once for all requests of one caller for one errand while the same grants hold.
    """
    known, key = acting.book.rights, (acting.caller, acting.errand)
    rights = known.get(key)
    if rights is None:
        if len(known) >= RIGHTS_KEPT:
            known.clear()
        rights = known[key] = _rights(acting)
    return rights


def _rights(acting: Acting) -> Rights:
    grants = acting.grants()
    in_full = [grant for grant in grants if not grant.fields]
    by_fields: dict[tuple[str, ...], list[Grant]] = {}
    for grant in grants:
        if grant.fields and grant.classes:
            by_fields.setdefault(tuple(sorted(grant.fields)), []).append(grant)
    return Rights(
        whole=_extent(acting, in_full, *_of_role(acting)),
        parts=tuple(
            Part(extent=_extent(acting, opening), fields=fields) for fields, opening in sorted(by_fields.items())
        ),
        withheld=_withheld(acting, grants),
        measures=_measures(acting, grants),
    )


def _of_role(acting: Acting) -> tuple[Sight, ...]:
    """What the table gives the caller's role for this purpose."""
    caller, errand = acting.caller, acting.errand
    return SIGHTS.get((caller.role, errand.purpose), ()) if errand is not None else ()


def _extent(acting: Acting, grants: list[Grant], *sights: Sight) -> Extent:
    """The facts that these cells of the table and these grants open."""
    everywhere = {sight.access.value for sight in sights if sight.reach is Reach.EVERYWHERE}
    everywhere |= {access for grant in grants if not (grant.files or grant.courts) for access in grant.classes}
    scoped = tuple(sorted({sight.access.value for sight in sights if sight.reach is Reach.COURT}))
    named = _of_file(sights)
    number = acting.errand.case_number if acting.errand is not None else None
    filed = {(access, number) for access in named} if number is not None else set()
    filed |= {(access, file) for grant in grants for access in grant.classes for file in grant.files}
    return Extent(
        classes=tuple(sorted(everywhere)),
        scopes=_scopes(acting.caller, scoped, grants),
        filed=tuple(sorted(filed)),
    )


def classes_of_file(acting: Acting) -> tuple[str, ...]:
    """The classes of facts that the caller's role sees of the file that the request names."""
    return _of_file(_of_role(acting))


def _of_file(sights: tuple[Sight, ...]) -> tuple[str, ...]:
    return tuple(sorted({sight.access.value for sight in sights if sight.reach is not Reach.EVERYWHERE}))


def _scopes(caller: Caller, scoped: tuple[str, ...], grants: list[Grant]) -> tuple[Scope, ...]:
    """By classes, the courts within which they are seen: the caller's own, and what grants add."""
    courts: dict[tuple[tuple[str, ...], bool], list[str]] = {}
    if scoped:
        courts[scoped, False] = [caller.court] if caller.court else []
    for grant in grants:
        if grant.courts and not grant.files:
            for confidential in (False, True):
                classes = tuple(sorted(each for each in grant.classes if (each in _CONFIDENTIAL) is confidential))
                if classes:
                    courts.setdefault((classes, confidential), []).extend(grant.courts)
    return tuple(
        Scope(classes=classes, courts=courts_under(codes), cases_only=confidential)
        for (classes, confidential), codes in courts.items()
    )


def courts_under(codes: list[str]) -> Courts | None:
    """All courts at or under any of these."""
    if not codes:
        return None
    trees = [subtree(code) for code in dict.fromkeys(codes)]
    besides = {code for tree in trees for code in tree.besides}
    return Courts(
        prefixes=_widest({tree.prefix for tree in trees}),
        also=tuple(sorted({code for tree in trees for code in tree.also})),
        besides=tuple(sorted(code for code in besides if not any(tree.holds(code) for tree in trees))),
    )


def _widest(prefixes: set[str]) -> tuple[str, ...]:
    """Those that no other of them holds."""
    return tuple(
        sorted(
            each for each in prefixes if not any(each != other and each.startswith(other) for other in prefixes)
        )
    )


def _withheld(acting: Acting, grants: list[Grant]) -> tuple[str, ...]:
    """Sources whose provider has not consented that this third party receives their data."""
    caller = acting.caller
    if caller.role not in THIRD_PARTIES:
        return ()
    consented = {system for grant in grants for system in grant.systems}
    own = caller.agency.value if caller.agency else None
    return tuple(
        sorted(
            source.system
            for source in acting.book.sources
            if source.sharing != "UNCONDITIONAL" and source.provider != own and source.system not in consented
        )
    )


def _measures(acting: Acting, grants: list[Grant]) -> tuple[str, ...] | None:
    """The measures that an agency may ask about: those it executes, and those granted; None for all."""
    caller = acting.caller
    if caller.role is not Role.PARTNER:
        return None
    executed = codes_of(caller.agency.value) if caller.agency is not None else frozenset()
    return tuple(sorted(executed | {code for grant in grants for code in grant.measures}))

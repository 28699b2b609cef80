"""Writes docs/RIGHTS.md, who may see what, from the tables that decide it; `--check` only compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from adapters.loading.systems import DESK as DESK_SYSTEM
from graph.model import MODEL
from graph.model.declare import Access
from graph.model.roles import PURPOSES
from hub.api.names import ENDS, TYPES
from hub.desk.rights import DESK, Right
from hub.desk.steps import STEPS, VERSIONS_MAX
from hub.errands.purpose import CASE_KINDS, CaseKind
from hub.rights.reach import SIGHTS, THIRD_PARTIES, Reach

PAGE = Path(__file__).resolve().parent / "RIGHTS.md"

_REACH = {
    Reach.EVERYWHERE: "everywhere",
    Reach.COURT: "registers everywhere; of case files, those of the own court and all below it, and the file named"
    " in the request if the caller has a task in it",
    Reach.FILE: "the file named in the request, if the caller has a task in it or the court is the own one",
}
_MARK = {Reach.EVERYWHERE: "all", Reach.COURT: "court", Reach.FILE: "file"}
_DESK = {
    Right.READ: "read, but no grant that opens sealed facts or ever did, and of no grant the numbers of files",
    Right.WRITE: "read all; give, change and end grants",
}
_NUMBER = {
    CaseKind.COURT_CASE: "an open case of the own court or task",
    CaseKind.MEDIATION: "a mediation of the own court or task",
    CaseKind.AGENCY_FILE: "the agency's own file, recorded",
    CaseKind.NONE: "none",
}


def page() -> str:
    """The page as it should be."""
    return "\n".join([*_head(), *_roles(), *_bases(), *_desk(), *_kinds()]) + "\n"


def _head() -> Iterator[str]:
    yield "# Who may see what (权限表)\n"
    yield "Written from the tables that decide it (`hub/rights/reach.py`, `hub/errands/purpose.py`,"
    yield "`graph/model`).\n"
    yield "Each fact has a class. A caller sees a fact if the row of role and purpose has the fact's class, within"
    yield "its reach; whatever else there is does not exist for that caller. Grants (授权) by agency, court, role"
    yield "or individual add to a row, each with legal basis and period. Facts of a source whose provider has"
    yield f"not consented are seen by no third party ({', '.join(sorted(THIRD_PARTIES))}),"
    yield "whatever the row (政务数据共享条例 25). A grant may name fields (数据项): it then opens these"
    yield "alone of the facts of its classes; others are null and stand under `masked`, with or without a value.\n"
    for reach, what in _REACH.items():
        yield f"- **{_MARK[reach]}**: {what}"
    yield ""


def _roles() -> Iterator[str]:
    yield f"| role | purpose | number in the request | {' | '.join(Access)} |"
    yield f"|---|---|---|{'---|' * len(Access)}"
    for role, purposes in PURPOSES.items():
        for purpose in purposes:
            reach = {sight.access: _MARK[sight.reach] for sight in SIGHTS.get((role, purpose), ())}
            cells = " | ".join(reach.get(access, "–") for access in Access)
            yield f"| {role} | {purpose} | {_NUMBER[CASE_KINDS[purpose]]} | {cells} |"
    yield ""


def _bases() -> Iterator[str]:
    yield "| class | reach | basis |\n|---|---|---|"
    rows = {(sight.access, sight.reach, sight.basis) for sights in SIGHTS.values() for sight in sights}
    for access, reach, basis in sorted(rows, key=lambda row: (list(Access).index(row[0]), row[1])):
        yield f"| {access} | {_MARK[reach]} | {basis} |"
    yield ""


def _desk() -> Iterator[str]:
    yield "## The desk of grants (授权管理)\n"
    yield "A grant is a row: whom it is for (role, agency, court, individual; all that are given must fit),"
    yield "what it opens (classes of facts, measures, sources), within which courts, files and fields,"
    yield "what for, by which legal basis, from which day to which. Grants come by edition (`hub"
    yield f"load rows`) or are given at the desk (source `{DESK_SYSTEM}`); neither changes what came by the"
    yield "other. Nothing is overwritten: `history` says what was changed, when, by whom and why, and"
    yield "`knownAt` shows a grant as it was known. To all others the list is FORBIDDEN.\n"
    yield "| role | purpose | may |\n|---|---|---|"
    for (role, purpose), right in DESK.items():
        yield f"| {role} | {purpose} | {_DESK[right]} |"
    yield ""
    yield "| a grant of the desk that is | takes |\n|---|---|"
    for state, steps in STEPS.items():
        yield f"| {state} | {', '.join(steps) or '–'} |"
    yield ""
    yield "SEALED is opened to one named holder in named files only. One grant takes at most"
    yield f"{VERSIONS_MAX - 1} events; after that it can still be ended, at once.\n"
    yield "Files outside the own court and task are named by grants that open, in that court, all that the role"
    yield "sees of a file it names.\n"


def _kinds() -> Iterator[str]:
    yield "A fact has the class that its source gives it, else that of its kind:\n"
    yield "| kind | 中文 | class | belongs to a case file | fields |\n|---|---|---|---|---|"
    for kind in MODEL.nodes.values():
        shown = TYPES.get(kind.name, "(not shown)")
        filed = "yes" if kind.filed_by else "if the source says so"
        names = ", ".join(attribute.name for attribute in kind.attributes)
        yield f"| {shown} `{kind.name}` | {kind.zh} | {kind.access} | {filed} | {names} |"
    for relation in MODEL.relations.values():
        ends = ENDS.get(relation.name)
        fields = ", ".join(filter(None, (ends.out, ends.into))) if ends else "(not shown)"
        names = ", ".join(attribute.name for attribute in relation.attributes)
        what = f"{fields}: {names}" if names else fields
        yield f"| `{relation.name}` | {relation.zh} | {relation.access} | if the source says so | {what} |"


def main(arguments: list[str]) -> int:
    right = page()
    if "--check" in arguments:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != right)
    PAGE.write_text(right, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What may stand in a grant: the loader's own check of each field, then what must hold between them.

A row of a delivery and an input at the desk are checked by the same readers. Beyond them the desk knows the hub's
roles, purposes and measures, so it refuses what a loaded row could only say in vain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from adapters.formats.record import Document, FactMeta, Manifest, NodeRow, Reject
from adapters.loading.check import DESK, Checker, source_system
from adapters.loading.facts import NodeFact, content_hash
from adapters.loading.readers import READERS, Fault, Scene
from graph.catalogue import measure_codes
from graph.model import MODEL
from graph.model.declare import Access, Attribute, Grade, Type
from graph.rules.history import Piece
from graph.rules.sealing import KeyRing
from hub.callers.caller import NAME_LENGTH_MAX, Role
from hub.desk.counter import shown_name
from hub.errors import HubError, bad_input
from hub.grants import GRANTABLE
from hub.purpose import PURPOSES

KIND: Final = "GRANT"
ATTRIBUTES: Final = tuple(attribute.name for attribute in MODEL.nodes[KIND].attributes)
WHO: Final = ("role", "agency", "grantedCourt", "holder")
WHAT: Final = ("classes", "measures", "systems")


def fact_of(given: Mapping[str, Any], *, key: str, item: str, begins: str, today: date, ring: KeyRing) -> NodeFact:
    """The statement that an input makes about the grant `key`, valid from the day `begins`.

    Raises HubError BAD_INPUT that names the field, what was wrong and what is allowed.
    """
    named = {name: given.get(shown_name(name)) for name in ATTRIBUTES}
    values = {name: value for name, value in named.items() if value is not None}
    scene = Scene(key_ring=ring, today=today, values=values)
    for name, read in _EACH.items():
        if name in values:
            values[name] = [_read(read, item, name, scene) for item in _texts(values[name], name)]
    row = NodeRow(
        kind=KIND,
        key=key,
        item=item,
        values=values,
        meta=FactMeta(valid_from=begins, valid_to=given.get("validTo"), grade=Grade.A.value),
        document=_DOCUMENT,
        line=1,
    )
    fact = Checker(system=DESK, manifest=Manifest(), key_ring=ring, today=today).check(row)
    if isinstance(fact, Reject):
        raise _refused(fact.field, f"{fact.value}: {fact.reason}" if fact.value else fact.reason)
    assert isinstance(fact, NodeFact)
    _check_whole(fact.properties)
    return fact


def ended(piece: Piece, valid_to: str) -> dict[str, Any]:
    """A stored piece as it is once it ends on another day, without what its next version gets anew."""
    properties = {name: piece[name] for name in _COLUMNS if name in piece} | {"validTo": valid_to}
    content = {name: properties[name] for name in ATTRIBUTES if name in properties}
    return {**properties, "hash": content_hash(properties, content)}


_COLUMNS: Final = ("system", "document", "grade", "access", "validFrom", *ATTRIBUTES)
_DOCUMENT: Final = Document(name=DESK, path=Path(DESK), digest="0" * 64, rows=1)


def _check_whole(told: Mapping[str, Any]) -> None:
    """What must hold between the fields."""
    if not any(name in told for name in WHO):
        raise _refused(
            "role", "whom the grant is for is missing; allowed: at least one of role, agency, court, holder"
        )
    if not any(told.get(name) for name in WHAT):
        raise _refused("classes", f"what it opens is missing; allowed: at least one of {', '.join(WHAT)}")
    if "files" in told and "classes" not in told:
        raise _refused("files", "numbers without classes of facts open nothing; allowed: files beside classes")
    if "fields" in told and "classes" not in told:
        raise _refused("fields", "fields without classes of facts open nothing; allowed: fields beside classes")
    if Access.SEALED in told.get("classes", ()) and not ("holder" in told and told.get("files")):
        # Sealed facts are for named individuals, and their very existence is hidden from all others.
        raise _refused("classes", "SEALED is opened to one holder in named files only; allowed: holder and files")
    role, purposes = told.get("role"), told.get("purposes", ())
    if role is not None and role not in set(Role):
        raise _refused("role", f"no such role; allowed: {', '.join(Role)}")
    may = [each for each in GRANTABLE if role is None or each in PURPOSES[Role(role)]]
    if not may:
        raise _refused("role", f"{role} acts for DEVELOPMENT only, and no grant opens anything for that")
    if wrong := [purpose for purpose in purposes if purpose not in may]:
        whose = f"of {role}" if role is not None else "of any role"
        allowed = f"allowed: {', '.join(may)}"
        raise _refused("purposes", f"{wrong[0][:40]} is no purpose {whose}; {allowed}")
    if wrong := [code for code in told.get("measures", ()) if code not in measure_codes()]:
        raise _refused("measures", f"{wrong[0][:40]} is no measure of the catalogue")
    if len(told.get("holder", "")) > NAME_LENGTH_MAX:
        raise _refused("holder", f"too long; allowed: {NAME_LENGTH_MAX} characters, as in a token")


def _refused(name: str, why: str) -> HubError:
    return bad_input(f"{shown_name(name)}: {why}", field=shown_name(name))


def _texts(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise _refused(name, "a list of texts is wanted")
    return value


def _read(read: Callable[[object, Attribute, Scene], Any], text: object, name: str, scene: Scene) -> Any:
    try:
        return read(text, _PLAIN, scene)
    except Fault as fault:
        raise _refused(name, f"{fault.value}: {fault.reason}") from None


def _system(text: object, _attribute: Attribute, _scene: Scene) -> str:
    try:
        return source_system(str(text))
    except ValueError as error:
        raise Fault(str(error), text) from None


def _field(text: object, _attribute: Attribute, _scene: Scene) -> str:
    if not isinstance(text, str) or MODEL.field(text) is None:
        raise Fault("no such field; allowed: KIND.attribute or KIND as in docs/RIGHTS.md", text)
    return text


_PLAIN: Final = Attribute(name="item", type=Type.TEXT, zh="", doc="")
# Lists of texts in the model, each item of which has a form of its own.
_EACH: Final[Mapping[str, Callable[[object, Attribute, Scene], Any]]] = {
    "courts": READERS[Type.COURT_CODE],
    "files": READERS[Type.FILE_NUMBER],
    "systems": _system,
    "fields": _field,
}

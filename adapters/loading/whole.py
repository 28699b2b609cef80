"""What must hold in a row beyond each value's own form: items of lists, and attributes between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from adapters.loading.readers import READERS, Fault, Scene
from adapters.loading.systems import source_system
from graph.model.declare import Attribute, Type
from graph.rules.grants import grant_fault

Read = Callable[[object, Attribute, Scene], Any]


def read_items(kind: str, attribute: Attribute, value: Any, scene: Scene) -> Any:
    """The value, each item of it in the form that such an item has. Raises Fault."""
    read = _ITEMS.get((kind, attribute.name))
    return value if read is None else [read(item, attribute, scene) for item in value]


def check_whole(kind: str, stored: Mapping[str, Any]) -> None:
    """Raises Fault for attributes that do not go together."""
    low, high = stored.get("shareMin"), stored.get("shareMax")
    if low is not None and high is not None and low > high:
        raise Fault("greater than shareMax; allowed: at most shareMax", low, field="shareMin")
    if kind == "GRANT" and (fault := grant_fault(stored)) is not None:
        raise Fault(fault.reason, fault.value, field=fault.field)


def _system(item: object, _attribute: Attribute, _scene: Scene) -> str:
    try:
        return source_system(str(item))
    except ValueError as error:
        raise Fault(str(error), item) from None


_ITEMS: Final[Mapping[tuple[str, str], Read]] = {
    ("GRANT", "courts"): READERS[Type.COURT_CODE],
    ("GRANT", "files"): READERS[Type.FILE_NUMBER],
    ("GRANT", "systems"): _system,
}

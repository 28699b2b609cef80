"""GraphML 1.0 (graphml.graphdrawing.org): a directed graph, attributes of nodes and edges declared as keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree import ElementTree as Xml

from adapters.exports.columns import FLAGS, NUMBERS, Value, of_thing, of_tie, thing_columns, tie_columns
from adapters.exports.facts import Answer

NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
_UNKNOWN: Final = "unknown"  # id of the node that stands for nobody known
# What XML 1.0 can hold in no way.
_IMPOSSIBLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_DATA: Final = frozenset(("id", "from", "to"))


def graphml(answer: Answer) -> str:
    changes = answer.changes
    root = Xml.Element("graphml", xmlns=NAMESPACE)
    for what, names in (("node", thing_columns(changes=changes)), ("edge", tie_columns(changes=changes))):
        for name in names:
            if name not in _NOT_DATA:
                type_ = "double" if name in NUMBERS else "boolean" if name in FLAGS else "string"
                key = {"id": f"{what}-{name}", "for": what, "attr.name": name, "attr.type": type_}
                Xml.SubElement(root, "key", key)
    graph = Xml.SubElement(root, "graph", {"id": "answer", "edgedefault": "directed"})
    for thing in answer.things:
        _data(Xml.SubElement(graph, "node", {"id": thing.id}), "node", of_thing(thing, changes=changes))
    if any(tie.source is None for tie in answer.ties):
        _data(Xml.SubElement(graph, "node", {"id": _UNKNOWN}), "node", {"kind": "UNSPECIFIED"})
    for number, tie in enumerate(answer.ties):
        ends = {"id": f"e{number}", "source": tie.source or _UNKNOWN, "target": tie.target}
        _data(Xml.SubElement(graph, "edge", ends), "edge", of_tie(tie, changes=changes))
    return Xml.tostring(root, encoding="unicode", xml_declaration=False)


def _data(element: Xml.Element, what: str, values: Mapping[str, Value]) -> None:
    for name, value in _given(values):
        Xml.SubElement(element, "data", key=f"{what}-{name}").text = _text(value)


def _given(values: Mapping[str, Value]) -> Iterable[tuple[str, str | float | bool]]:
    return ((name, value) for name, value in values.items() if value is not None and name not in _NOT_DATA)


def _text(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _IMPOSSIBLE.sub("\ufffd", value) if isinstance(value, str) else repr(value)

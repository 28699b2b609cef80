"""An agency's own document in XML 1.0, as the value that JSON would give: pure.

    <LHCJ><head><code>00</code></head><body><tsbh>m1</tsbh><tsbh>m2</tsbh></body></LHCJ>
    {"head": {"code": "00"}, "body": {"tsbh": ["m1", "m2"]}}

An element that holds elements is an object, any other its text without the white space around it; one that
stands more than once in its parent is a list, and one that stands once is none. An element goes by its local name,
whatever its namespace. An attribute is `@name`, and the text beside one `#text`; `xml:…` and `xsi:…` say nothing
of the value and are passed over, as are comments and instructions to programs. What is written has no attributes.

There is no document type here, so no entity beside the five of XML, no default value and nothing that is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat
from xml.sax.saxutils import escape

from adapters.formats.charset import BOM, GB18030, UTF8

MEDIA_TYPES: Final = ("application/xml", "text/xml")
BYTES_MAX: Final = 2**26  # the most that a mapping lets an agency answer
LEVELS_MAX: Final = 16
ELEMENTS_MAX: Final = 500_000  # with their attributes: 10,000 records of 49 fields
TEXT: Final = "#text"
# Of what XML 1.0 and its readers of all ages take as a name; Chinese, too.
NAME: Final = re.compile(r"(?![xX][mM][lL])[A-Za-z_\u4e00-\u9fa5][A-Za-z0-9_.\u4e00-\u9fa5-]{0,63}")
NAME_RULE: Final = "1 to 64 letters, digits and _ . -, a letter first, not xml"
# Attributes of XML itself and of its schemas: how a value is to be read, and no value.
_ABOUT_XML: Final = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2001/XMLSchema-instance")
_SPACE: Final = " \t\r\n"
_IMPOSSIBLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# GB 2312 and GBK are parts of GB18030, and servers that write the whole often still call it by theirs.
_DECLARED: Final = {UTF8: ("utf-8", "utf8"), GB18030: ("gb18030", "gbk", "gb2312")}
_ENTITIES: Final = {"\r": "&#13;"}  # or its readers take it for the end of a line


class BadXml(ValueError):
    """Where a document is wrong, and what is allowed there; nothing of it is repeated."""


@dataclass(frozen=True, kw_only=True, slots=True)
class XmlBody:
    """How an agency writes: the name of its document element, and `utf-8` or `gb18030`. Raises `BadXml`."""

    root: str
    encoding: str = UTF8

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.root):
            raise BadXml(f"root: allowed is {NAME_RULE}")
        if self.encoding not in _DECLARED:
            raise BadXml(f"encoding: allowed is one of {', '.join(_DECLARED)}")

    @property
    def media_type(self) -> str:
        return f"{MEDIA_TYPES[0]}; charset={self.encoding}"


def to_xml(value: Mapping[str, Any], body: XmlBody) -> bytes:
    """The document; None is an empty element, an empty list none at all. Raises `BadXml`."""
    written = [f'<?xml version="1.0" encoding="{body.encoding.upper()}"?>']
    _write(written, body.root, value, body.root, LEVELS_MAX)
    return "".join(written).encode(body.encoding)


def from_xml(content: bytes, encoding: str = UTF8, *, root: str = "") -> dict[str, Any]:
    """What the document element holds; `root` is its name where it may have no other. Raises `BadXml`."""
    reading = _Reading(encoding=encoding, root=root)
    reading.run(content)
    found = reading.found
    if not isinstance(found, dict):
        if found:
            raise BadXml("the document: allowed is an element that holds elements")
        return {}
    return found


def lines_of(content: bytes, encoding: str, place: Sequence[str]) -> list[int]:
    """The lines, from 1, on which the elements at a place below the document's own begin. Raises `BadXml`."""
    reading = _Reading(encoding=encoding, root="", place=list(place))
    reading.run(content)
    return reading.lines


def _write(written: list[str], name: str, value: object, place: str, levels: int) -> None:
    if levels == 0:
        raise BadXml(f"{place}: allowed are at most {LEVELS_MAX} levels")
    if not NAME.fullmatch(name):
        raise BadXml(f"{place}: allowed is a name of {NAME_RULE}")
    if isinstance(value, Mapping):
        written.append(f"<{name}>")
        for each, inner in value.items():
            shown = each if isinstance(each, str) and NAME.fullmatch(each) else "…"
            at = f"{place}.{shown}"
            for item in inner if isinstance(inner, list) else [inner]:
                _write(written, str(each), item, at, levels - 1)
    else:
        written.append(f"<{name}>{escape(_text(value, place), _ENTITIES)}")
    written.append(f"</{name}>")


def _text(value: object, place: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, (str, int, float)):
        raise BadXml(f"{place}: allowed is an object, a list of one level, text, a number, true or false")
    text = str(value)
    if _IMPOSSIBLE.search(text):
        raise BadXml(f"{place}: allowed are the characters of XML 1.0, none that steers a printer")
    return text


@dataclass(kw_only=True, slots=True)
class _Open:
    """An element that has not ended yet."""

    name: str
    members: dict[str, Any] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    elements: bool = False


@dataclass(kw_only=True, slots=True)
class _Reading:
    """One document, once. `found` is what its element says, `lines` are those of elements at `place`."""

    encoding: str
    root: str
    place: list[str] | None = None
    found: Any = None
    lines: list[int] = field(default_factory=list)
    _parser: expat.XMLParserType = field(init=False)
    _open: list[_Open] = field(default_factory=list)
    _count: int = 0

    def run(self, content: bytes) -> None:
        if self.encoding not in _DECLARED:
            raise BadXml(f"encoding: allowed is one of {', '.join(_DECLARED)}")
        if len(content) > BYTES_MAX:
            raise BadXml(f"the document: allowed are {BYTES_MAX} bytes")
        try:
            # expat knows no GB18030; what it gets is UTF-8, whatever the document says of itself.
            text = content.decode(self.encoding).removeprefix(BOM)
            utf8 = text.encode(UTF8)
        except UnicodeError:
            raise BadXml(f"the document: allowed is text in {self.encoding}") from None
        if "\x00" in text:
            # By it expat takes the whole for UTF-16, though it was told otherwise.
            raise BadXml(f"the document: allowed is text in {self.encoding}, without the character 0")
        self._parser = parser = expat.ParserCreate(UTF8, namespace_separator=" ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(utf8, True)
        except expat.ExpatError as error:
            fault = expat.errors.messages.get(error.code, "unknown")
            raise self._bad(f"no XML from here on ({fault}); allowed: XML 1.0 in {self.encoding}") from None

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if version != "1.0":
            raise self._bad("allowed is XML 1.0")
        if encoding is not None and encoding.lower() not in _DECLARED[self.encoding]:
            raise self._bad(f"declared is another encoding; allowed: {', '.join(_DECLARED[self.encoding])}")

    def _doctype(self, *_: object) -> None:
        raise self._bad("allowed is a document without a document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) == LEVELS_MAX:
            raise self._bad(f"allowed are {LEVELS_MAX} levels")
        self._count += 1 + len(attributes)
        if self._count > ELEMENTS_MAX:
            raise self._bad(f"allowed are {ELEMENTS_MAX} elements, with their attributes")
        local = name.rpartition(" ")[2]
        if not self._open and self.root and local != self.root:
            raise self._bad(f"allowed is a document whose element is {self.root}")
        if self._open:
            self._open[-1].elements = True
        element = _Open(name=local)
        for key, value in attributes.items():
            space, _, plain = key.rpartition(" ")
            if space not in _ABOUT_XML:
                element.members[f"@{plain}"] = value
        self._open.append(element)
        if self.place is not None and [each.name for each in self._open[1:]] == self.place:
            self.lines.append(self._parser.CurrentLineNumber)

    def _characters(self, text: str) -> None:
        self._open[-1].pieces.append(text)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        text = "".join(element.pieces).strip(_SPACE)
        if text and element.elements:
            raise self._bad("text between elements; allowed are elements, or text")
        value: Any = element.members or text
        if element.members and text:
            element.members[TEXT] = text
        if not self._open:
            self.found = value
            return
        members = self._open[-1].members
        there = members.get(element.name)
        if isinstance(there, list):
            there.append(value)
        else:
            members[element.name] = value if there is None else [there, value]

    def _bad(self, reason: str) -> BadXml:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        return BadXml(f"line {line}, column {column}: {reason}")

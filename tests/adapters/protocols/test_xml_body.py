"""An agency's document in XML and back, and what is no such document."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.protocols.xml_body import BYTES_MAX, ELEMENTS_MAX, BadXml, XmlBody, from_xml, to_xml

ENCODINGS = ("utf-8", "gb18030")
EVERY_ENCODING = pytest.mark.parametrize("encoding", ENCODINGS)


def body(encoding: str = "utf-8") -> XmlBody:
    return XmlBody(root="LHCJ", encoding=encoding)


@pytest.mark.parametrize(
    ("encoding", "declared", "name"),
    [("utf-8", b"UTF-8", "江汉乙".encode()), ("gb18030", b"GB18030", b"\xbd\xad\xba\xba\xd2\xd2")],
)
def test_a_document_as_an_agency_reads_it(encoding: str, declared: bytes, name: bytes) -> None:
    value = {
        "head": {"xxlx": "TS", "xh": 1},
        "body": {"ztmc": "江汉乙", "flyj": "a<b & c>d", "list": [{"a": "1"}, {"a": "2"}]},
    }
    assert to_xml(value, body(encoding)) == (
        b'<?xml version="1.0" encoding="' + declared + b'"?><LHCJ><head><xxlx>TS</xxlx><xh>1</xh></head>'
        b"<body><ztmc>" + name + b"</ztmc><flyj>a&lt;b &amp; c&gt;d</flyj>"
        b"<list><a>1</a></list><list><a>2</a></list></body></LHCJ>"
    )  # fmt: skip


def test_what_is_not_there_is_empty_or_left_out() -> None:
    found = to_xml({"a": None, "b": [], "c": "", "d": {}, "e": True, "f": 1.5}, XmlBody(root="r"))
    assert found.endswith(b"?><r><a></a><c></c><d></d><e>true</e><f>1.5</f></r>")


@pytest.mark.parametrize(
    ("document", "value"),
    [
        ("<r/>", {}),
        ("<r><a/><b> </b></r>", {"a": "", "b": ""}),
        ("<r><a>1</a><b>2</b><a>3</a><a>4</a></r>", {"a": ["1", "3", "4"], "b": "2"}),
        ("<r>\n  <a>\n    00\r\n  </a>\n</r>", {"a": "00"}),
        ("<r><a>x<!-- no -->y<?go on?>z</a></r>", {"a": "xyz"}),
        ("<r><a><![CDATA[<b>&]]></a></r>", {"a": "<b>&"}),
        ("<r><a>&#x738B;&lt;&quot;&apos;</a></r>", {"a": "王<\"'"}),
        ('<r><row id="7"><a>1</a></row></r>', {"row": {"@id": "7", "a": "1"}}),
        ('<r><a unit="yuan">12.00</a></r>', {"a": {"@unit": "yuan", "#text": "12.00"}}),
        ('<s:r xmlns:s="urn:s" xmlns="urn:d"><s:a>1</s:a><b s:c="2"/></s:r>', {"a": "1", "b": {"@c": "2"}}),
        (
            '<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://a b.xsd">'
            '<a xsi:nil="true"/><b xml:lang="zh">1</b></r>',
            {"a": "", "b": "1"},
        ),
    ],
)  # fmt: skip
def test_what_a_document_says(document: str, value: object) -> None:
    assert from_xml(f'<?xml version="1.0"?>{document}'.encode()) == value
    assert from_xml(f"\ufeff{document}\n".encode()) == value
    assert (
        from_xml(f'<?xml version="1.0" encoding="GBK" standalone="yes"?>{document}'.encode("gb18030"), "gb18030")
        == value
    )


LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\t\n\r𠮷𬴃㐀䶮龥，“<&>'\"]")
TEXTS = st.text(LETTERS, max_size=12).filter(lambda text: text == text.strip(" \t\r\n"))
NAMES = st.from_regex(r"\A(?![xX])[A-Za-z_案号][A-Za-z0-9_法-]{0,8}\Z")
OBJECTS = st.recursive(
    st.dictionaries(NAMES, TEXTS, min_size=1, max_size=4),
    lambda inner: st.dictionaries(
        NAMES, TEXTS | inner | st.lists(TEXTS | inner, min_size=2, max_size=4), min_size=1, max_size=4
    ),
    max_leaves=8,
)


@EVERY_ENCODING
@given(value=OBJECTS)
def test_what_was_written_is_read(encoding: str, value: dict[str, Any]) -> None:
    assert from_xml(to_xml(value, body(encoding)), encoding, root="LHCJ") == value


@given(content=st.binary(max_size=200) | st.text(max_size=60).map(str.encode), encoding=st.sampled_from(ENCODINGS))
def test_whatever_comes_is_a_document_or_told_to_be_none(content: bytes, encoding: str) -> None:
    try:
        found = from_xml(content, encoding)
    except BadXml:
        return
    assert isinstance(found, dict)


LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "document",
    [
        LAUGHS + "]><r><a>&i;</a></r>",
        "<!DOCTYPE r><r/>",
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/r.dtd"><r/>',
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r><a>&a;</a></r>',
        '<!DOCTYPE r [<!ENTITY % a SYSTEM "file:///etc/passwd">%a;]><r/>',
        '<!DOCTYPE r [<!ATTLIST r code CDATA "00">]><r/>',
    ],
)  # fmt: skip
@EVERY_ENCODING
def test_there_is_no_document_type(document: str, encoding: str) -> None:
    with pytest.raises(BadXml, match=r"^line 1, column \d+: allowed is a document without a document type$"):
        from_xml(document.encode(encoding), encoding)


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("", "line 1, column 1: no XML from here on (no element found); allowed: XML 1.0 in utf-8"),
        ("<r>\n<a>1</b></r>", "line 2, column 7: no XML from here on (mismatched tag)"),
        ("<r>\n  <a>&b;</a></r>", "line 2, column 6: no XML from here on (undefined entity)"),
        ("<r/><r/>", "line 1, column 5: no XML from here on (junk after document element)"),
        ('<r><a b="1" b="2"/></r>', "no XML from here on (duplicate attribute)"),
        ("<r><s:a/></r>", "no XML from here on (unbound prefix)"),
        ("<r><a>\x01</a></r>", "no XML from here on (not well-formed (invalid token))"),
        ("<r>\n<a>420106199003071234<b/></a></r>", "line 2, column 26: text between elements; allowed are"),
        ("<r>OK</r>", "the document: allowed is an element that holds elements"),
        ('<?xml version="1.1"?><r/>', "line 1, column 1: allowed is XML 1.0"),
        ('<?xml version="1.0" encoding="gbk"?><r/>', "declared is another encoding; allowed: utf-8, utf8"),
        ('<?xml version="1.0" encoding="utf-16"?><r/>', "declared is another encoding"),
    ],
)  # fmt: skip
def test_where_it_is_wrong_is_said_and_nothing_of_it(document: str, told: str) -> None:
    with pytest.raises(BadXml) as caught:
        from_xml(document.encode())
    assert told in str(caught.value) and "4201" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "encoding", "told"),
    [
        ("<r><a>江汉</a></r>".encode("gb18030"), "utf-8", "the document: allowed is text in utf-8"),
        (b"<r><a>\xff</a></r>", "gb18030", "the document: allowed is text in gb18030"),
        ("<r/>".encode("utf-16"), "utf-8", "the document: allowed is text in utf-8"),
        ("<r/>".encode("utf-16-le"), "utf-8", "in utf-8, without the character 0"),
        ("<r/>".encode("utf-16-be"), "gb18030", "in gb18030, without the character 0"),
        (b'<?xml version="1.0" encoding="UTF-8"?><r/>', "gb18030", "declared is another encoding"),
        (b"<r/>", "utf-7", "encoding: allowed is one of utf-8, gb18030"),
    ],
)  # fmt: skip
def test_its_encoding_is_that_of_the_mapping(content: bytes, encoding: str, told: str) -> None:
    with pytest.raises(BadXml) as caught:
        from_xml(content, encoding)
    assert told in str(caught.value)


def test_another_document_is_none() -> None:
    assert from_xml(b"<LHCJ/>", root="LHCJ") == {}
    with pytest.raises(BadXml, match=r"^line 1, column 1: allowed is a document whose element is LHCJ$"):
        from_xml(b"<html/>", root="LHCJ")


def nested(levels: int) -> bytes:
    return b"<a>" * levels + b"</a>" * levels


def test_it_has_an_end() -> None:
    assert from_xml(nested(16)) != {}
    for levels in (17, 100_000):
        with pytest.raises(BadXml, match=r"^line 1, column 49: allowed are 16 levels$"):
            from_xml(nested(levels))
    full = b"<r>" + b"<a/>" * (ELEMENTS_MAX - 1) + b"</r>"
    assert len(from_xml(full)["a"]) == ELEMENTS_MAX - 1
    with pytest.raises(BadXml, match=r"elements, with their attributes$"):
        from_xml(full.replace(b"</r>", b"<a/></r>"))
    attributes = " ".join(f'a{number}="1"' for number in range(ELEMENTS_MAX)).encode()
    with pytest.raises(BadXml, match=r"elements, with their attributes$"):
        from_xml(b"<r " + attributes + b"/>")
    with pytest.raises(BadXml, match=rf"^the document: allowed are {BYTES_MAX} bytes$"):
        from_xml(b" " * (BYTES_MAX + 1))


def deep(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {"a": "1"}
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"a b": "1"}, "r.…: allowed is a name of 1 to 64 letters"),
        ({"1": "1"}, "r.…: allowed is a name"),
        ({"@a": "1"}, "r.…: allowed is a name"),
        ({"a><b": "1"}, "r.…: allowed is a name"),
        ({"xmlA": "1"}, "r.…: allowed is a name"),
        ({"a": {"b": "\x00420106199003071234"}}, "r.a.b: allowed are the characters of XML 1.0"),
        ({"a": "\ud800"}, "r.a: allowed are the characters of XML 1.0"),
        ({"a": "\uffff"}, "r.a: allowed are the characters of XML 1.0"),
        ({"a": [["1"]]}, "r.a: allowed is an object, a list of one level"),
        ({"a": b"1"}, "r.a: allowed is an object"),
        (deep(15), "allowed are at most 16 levels"),
    ],
)
def test_what_xml_cannot_say_is_not_written(value: dict[str, Any], told: str) -> None:
    with pytest.raises(BadXml) as caught:
        to_xml(value, XmlBody(root="r"))
    assert told in str(caught.value) and "4201" not in str(caught.value)
    assert from_xml(to_xml(deep(14), XmlBody(root="r"))) == deep(14)


@pytest.mark.parametrize(("root", "encoding"), [("", "utf-8"), ("a b", "utf-8"), ("r", "latin-1")])
def test_how_an_agency_writes_is_checked_before(root: str, encoding: str) -> None:
    with pytest.raises(BadXml, match=r"allowed is"):
        XmlBody(root=root, encoding=encoding)

"""What reads and writes share in a mapping file: places of values, forms, code tables, templates, conditions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from adapters.agencies.forms import FORMS, Family, Form
from adapters.agencies.mapping import Codes, Condition, Field, Template
from adapters.agencies.protocols import (
    AT_FORM,
    AT_RULE,
    FILE_FORM,
    FILE_RULE,
    PATH_FORM,
    PATH_RULE,
    Chosen,
)
from adapters.agencies.section import Section, listed

MAX_FIELDS: Final = 200
ENTRY_FORM: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
ENTRY_RULE: Final = "1 to 40 of a-z 0-9 _, a letter first"
SEPARATORS: Final = (",", ";", "，", "、", "；", "|")
CODES: Final = Form(name="codes", family=Family.CODES, read=FORMS["text"].read)


def entry_name(section: Section, taken: Collection[str]) -> str:
    name = section.text("name", ENTRY_RULE, form=ENTRY_FORM)
    if name in taken:
        section.fault("name", name, "there twice; allowed: a name of its own")
    return name


def place(section: Section, key: str, *, required: bool = False) -> tuple[str, ...]:
    """The members of an answer that lead to a value; none is the answer itself."""
    text = section.text(key, AT_RULE, form=AT_FORM, required=required)
    return tuple(text.split(".")) if text else ()


def where(section: Section, chosen: Chosen, *, required: bool = True) -> tuple[str, str]:
    """`path` or `files`, as the protocol needs it; an agency that fetches for itself needs neither."""
    if chosen.kind == "file-drop":
        return "", section.text("files", FILE_RULE, form=FILE_FORM, required=required)
    if chosen.kind == "agency-pull":
        return "", ""
    return section.text("path", PATH_RULE, form=PATH_FORM, required=required), ""


def form_and_codes(section: Section, codes: Mapping[str, Codes]) -> tuple[Form, Codes | None]:
    """How a value is read or written: by `codes` or by `form`; a text as it is without either."""
    if section.has("codes"):
        name = section.choice("codes", codes)
        if section.has("form"):
            section.fault("form", None, "beside codes; allowed: one of the two")
        return CODES, codes.get(name)
    name = section.choice("form", FORMS, required=False)
    return FORMS[name or "text"], None


def read_fields(section: Section | None, codes: Mapping[str, Codes]) -> Mapping[str, Field]:
    """`[reads.fields]`: their name, or a name of the mapping's own with `of` for theirs."""
    if section is None:
        return MappingProxyType({})
    found: dict[str, Field] = {}
    for name in section.named():
        inner = section.section(name)
        if inner is not None:
            found[name] = _field(name, inner, codes)
    if not 0 < len(section.table) <= MAX_FIELDS:
        section.fault("", None, f"{len(section.table)} fields; allowed: 1 to {MAX_FIELDS}")
    return MappingProxyType(found)


def _field(name: str, section: Section, codes: Mapping[str, Codes]) -> Field:
    if "{" in name or "}" in name:
        section.fault("", None, "braces in a name; allowed: a name without, and theirs in of")
    form, table = form_and_codes(section, codes)
    field = Field(
        name=name,
        at=place(section, "of") or (name,),
        form=form,
        codes=table,
        required=section.flag("required", False),
        separator=section.choice("separator", SEPARATORS, required=False),
        lenient=section.flag("lenient", False),
        cut=section.flag("cut", False),
        kept=section.flag("kept", True),
    )
    if field.required and field.lenient:
        section.fault("lenient", True, "beside required; allowed: one of the two")
    if field.cut and field.form.name != "text":
        section.fault("cut", True, "not a text; allowed: beside the form text")
    section.close()
    return field


def template(section: Section, key: str, fields: Mapping[str, Field], *, required: bool = True) -> Template | None:
    """A field's name, or a text with `{field}` in it."""
    text = section.text(key, "a field, or a text with {field} in it", required=required)
    if not text:
        return None
    found = Template(text=text) if "{" in text else Template(single=text)
    _check_fields(section, key, found, fields)
    for name in found.fields if found.text else ():
        if name in fields and fields[name].separator:
            section.fault(key, text, "a list in a text; allowed: fields of one value")
    return found


def key_template(
    section: Section, key: str, fields: Mapping[str, Field], *, required: bool = True
) -> Template | None:
    """A text with `{field}` in it that tells things apart: no personal number, no list."""
    text = section.text(key, "a text with {field} in it", required=required)
    if not text:
        return None
    found = Template(text=text)
    _check_fields(section, key, found, fields)
    if required and not found.fields:
        section.fault(key, text, "the same for every record; allowed: a text with {field} in it")
    for field in (fields[name] for name in found.fields if name in fields):
        if field.form.family is Family.PERSONAL:
            section.fault(key, text, "a personal number in a key; allowed: the source's own numbers")
        if field.separator:
            section.fault(key, text, "a list in a key; allowed: fields of one value")
    return found


def _check_fields(section: Section, key: str, found: Template, fields: Mapping[str, Field]) -> None:
    for name in found.fields:
        if name not in fields:
            section.fault(key, name, f"no such field of this record; allowed: {listed(fields)}")


def field_name(
    section: Section,
    key: str,
    fields: Mapping[str, Field],
    families: Collection[Family] = tuple(Family),
    *,
    required: bool = False,
) -> str:
    """The name of a field that reads into one of the families."""
    name = section.choice(key, fields, required=required)
    if name and fields[name].form.family not in families:
        kinds = ", ".join(families)
        section.fault(key, name, f"reads into a {fields[name].form.family}; allowed: a field of {kinds}")
    return name


def conditions(section: Section, fields: Mapping[str, Field]) -> tuple[Condition, ...]:
    """`when`: fields and the values of which each must have one; of a code table, our codes."""
    inner = section.section("when")
    if inner is None:
        return ()
    found = []
    for name in inner.named():
        values = inner.texts(name, "a list of values as read")
        field = fields.get(name)
        if field is None:
            inner.fault(name, None, f"no such field of this record; allowed: {listed(fields)}")
        elif field.codes is not None:
            ours = {*field.codes.ours.values(), field.codes.fallback}
            for value in values:
                if value not in ours:
                    inner.fault(name, value, f"no code of {field.codes.name}; allowed: {listed(sorted(ours))}")
        found.append(Condition(field=name, values=values))
    return tuple(found)

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from graphql import GraphQLSyntaxError
from hypothesis import given
from hypothesis import strategies as st

from hub.documents.parsing import holds_personal_number, operation_of, parse_document
from hub.errors import ErrorCode, HubError
from hub.settings.config import Settings

LIMITS = Settings()
TODAY = date(2026, 11, 24)


def _refusal(text: str, limits: Settings = LIMITS) -> HubError:
    with pytest.raises(HubError) as caught:
        parse_document(text, limits)
    return caught.value


@pytest.mark.parametrize("bracket", ["[", "{a:", "{a", "{a(b:{c", "(", "[{("])
def test_a_hundred_thousand_brackets_are_refused_before_parsing(bracket: str) -> None:
    error = _refusal("{a(x:" + bracket * 100_000)
    assert error.code is ErrorCode.TOO_COSTLY and "nested" in error.message


@pytest.mark.parametrize("text", ['{a(x:"[[[[[[[[[[[[")}', '{a(x:"""[[[[[[[[[[[[""")}', "{a} #[[[[[[[[[[[[["])
def test_brackets_in_strings_and_comments_do_not_nest(text: str) -> None:
    parse_document(text, Settings(nesting=10))


def test_as_many_brackets_as_allowed_pass() -> None:
    parse_document("{a" * 10 + "}" * 10, Settings(nesting=10))


def test_tokens_past_the_limit_are_too_costly() -> None:
    assert _refusal("{" + "a " * 2000 + "}").code is ErrorCode.TOO_COSTLY


def test_comments_past_the_limit_are_too_costly() -> None:
    assert _refusal("#a\n" * 2001 + "{a}").code is ErrorCode.TOO_COSTLY


def test_a_syntax_error_stays_one() -> None:
    with pytest.raises(GraphQLSyntaxError):
        parse_document("{", LIMITS)


@given(st.text(alphabet='{}[]()"\\#\n a:$!.@&|=1-é鄂\x00'))
def test_any_text_parses_or_is_clearly_refused(text: str) -> None:
    try:
        parse_document(text, LIMITS)
    except (GraphQLSyntaxError, HubError) as error:
        assert error.message


def test_one_operation_needs_no_name() -> None:
    assert operation_of(parse_document("query A {a}", LIMITS), None).name is not None


def test_of_two_operations_one_must_be_named() -> None:
    with pytest.raises(HubError, match="operationName is wanted: the document holds A, B"):
        operation_of(parse_document("query A {a} query B {b}", LIMITS), None)


def test_the_named_operation_is_found() -> None:
    operation = operation_of(parse_document("query A {a} query B {b}", LIMITS), "B")
    assert operation.name is not None and operation.name.value == "B"


@pytest.mark.parametrize("text", ["query A {a}", "query B {b} query B {c}", "fragment B on Q {a}"])
def test_a_name_that_fits_not_one_operation_is_bad_input(text: str) -> None:
    with pytest.raises(HubError) as caught:
        operation_of(parse_document(text, LIMITS), "B")
    assert caught.value.code is ErrorCode.BAD_INPUT


def _holds(query: str, variables: dict[str, Any] | None = None) -> bool:
    return holds_personal_number(parse_document(query, LIMITS), (query,), variables or {}, TODAY)


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ('{subject(by: {citizenId: "1"}) {id}}', {}),
        ("query($c: String) {subject(by: {citizenId: $c}) {id}}", {"c": "x"}),
        ('{subject(by: {document: {type: PASSPORT, number: "E1"}}) {id}}', {}),
        ("query($n: String!) {subject(by: {document: {type: PASSPORT, number: $n}}) {id}}", {"n": "E1"}),
        ("query($by: SubjectKey!) {subject(by: $by) {id}}", {"by": {"citizenId": "1"}}),
        ("query($by: SubjectKey!) {subject(by: $by) {id}}", {"by": {"document": {"number": "E1"}}}),
        ("query($k: [SubjectKey!]!) {subjects(by: $k) {id}}", {"k": [{"uscc": "9"}, {"citizenId": "1"}]}),
        ("query($citizenId: String) {a(b: $citizenId)}", {"citizenId": "1"}),
        ('{searchSubjects(text: "11010519491231002X") {totalCount}}', {}),
    ],
)
def test_a_personal_number_is_found(query: str, variables: dict[str, Any]) -> None:
    assert _holds(query, variables)


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ('{subject(by: {uscc: "914201126764321098"}) {id}}', {}),
        ("query($number: String!) {case(number: $number) {id}}", {"number": "（2026）鄂0112执1号"}),
        ("{subject {number: id}}", {}),
    ],
)
def test_other_numbers_are_no_personal_number(query: str, variables: dict[str, Any]) -> None:
    assert not _holds(query, variables)

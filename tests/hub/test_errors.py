from __future__ import annotations

import pytest
from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLInt,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    graphql_sync,
    parse,
    validate,
)

from graph.engine import EngineDenied, EngineUnavailable, StatementTimeout
from hub.errors import ERRORS, ErrorCode, HubError, bad_input, code_of, public_error, too_costly
from hub.record.errors import RecordUnavailable

ID = "7c2f"
SECRET = "bolt://hub:pa55@10.0.0.9"


def test_every_code_has_its_row() -> None:
    assert set(ERRORS) == set(ErrorCode)


def test_every_status_is_an_error_and_every_legacy_status_is_that_or_200() -> None:
    assert all(400 <= row.status < 600 and row.legacy_status in (200, row.status) for row in ERRORS.values())


def test_a_hub_error_is_told_as_it_is() -> None:
    error = HubError(ErrorCode.ILLEGAL_STEP, "closed", allowed=["REOPEN"])
    assert public_error(error, ID) == {
        "message": "closed",
        "extensions": {"code": "ILLEGAL_STEP", "allowed": ["REOPEN"]},
    }


def test_an_unforeseen_error_tells_nothing_but_the_request() -> None:
    told = public_error(RuntimeError(SECRET), ID)
    assert told == {"message": "internal error", "extensions": {"code": "INTERNAL", "requestId": ID}}


def test_an_unforeseen_error_of_a_field_is_masked_and_keeps_its_path() -> None:
    def fail(*_: object) -> int:
        raise ValueError(SECRET)

    schema = GraphQLSchema(GraphQLObjectType("Query", {"a": GraphQLField(GraphQLInt, resolve=fail)}))
    (error,) = graphql_sync(schema, "{a}").errors or []
    told = public_error(error, ID)
    assert told["extensions"]["code"] == "INTERNAL" and told["path"] == ["a"] and SECRET not in str(told)


def test_a_hub_error_inside_a_field_keeps_its_code() -> None:
    def fail(*_: object) -> int:
        raise bad_input("no")

    schema = GraphQLSchema(GraphQLObjectType("Query", {"a": GraphQLField(GraphQLInt, resolve=fail)}))
    (error,) = graphql_sync(schema, "{a}").errors or []
    assert code_of(error) is ErrorCode.BAD_INPUT


def test_a_syntax_error_is_bad_input_with_its_place() -> None:
    with pytest.raises(GraphQLError) as caught:
        parse("{")
    told = public_error(caught.value, ID)
    assert told["extensions"] == {"code": "BAD_INPUT"} and told["locations"] == [{"line": 1, "column": 2}]


SCHEMA = build_schema("type Query { company(n: Int): Int }")


def test_field_suggestions_are_kept_from_most_callers() -> None:
    (error,) = validate(SCHEMA, parse("{compani}"))
    assert "Did you mean" in error.message
    assert public_error(error, ID)["message"] == "Cannot query field 'compani' on type 'Query'."


def test_field_suggestions_are_given_to_those_who_may_read_the_schema() -> None:
    (error,) = validate(SCHEMA, parse("{compani}"))
    assert "Did you mean 'company'?" in public_error(error, ID, suggestions=True)["message"]


def test_a_variable_that_does_not_fit_is_bad_input() -> None:
    result = graphql_sync(SCHEMA, "query($n: Int) {company(n: $n)}", variable_values={"n": "x"})
    assert [code_of(error) for error in result.errors or []] == [ErrorCode.BAD_INPUT]


def test_a_citizen_number_is_not_repeated_in_a_message() -> None:
    number = "11010519491231002X"
    result = graphql_sync(SCHEMA, "query($n: Int) {company(n: $n)}", variable_values={"n": number})
    (error,) = result.errors or []
    assert number in error.message
    assert number not in public_error(error, ID)["message"]


def test_too_costly_says_the_number_and_the_limit() -> None:
    error = too_costly("aliases", 51, 50)
    assert error.message == "aliases: 51; at most 50 are allowed"
    assert error.formatted()["extensions"] == {"code": "TOO_COSTLY", "limit": 50, "counted": 51}


@pytest.mark.parametrize(
    "error",
    [EngineUnavailable("x"), StatementTimeout("x"), EngineDenied("x"), RecordUnavailable("x"), TimeoutError()],
)
def test_what_may_work_later_is_unavailable(error: Exception) -> None:
    assert public_error(error, ID) == {
        "message": "the hub cannot serve this now; try again later",
        "extensions": {"code": "UNAVAILABLE", "requestId": ID},
    }

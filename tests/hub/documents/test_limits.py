from __future__ import annotations

from typing import Any

import pytest
from graphql import build_schema, get_introspection_query
from hypothesis import given
from hypothesis import strategies as st

from hub.api.schema import schema
from hub.documents.cost import COSTS_KEPT, Gauge
from hub.documents.parsing import operation_of, parse_document
from hub.errors import ErrorCode, HubError
from hub.settings.config import Settings

LIMITS = Settings()
SCHEMA = build_schema(
    """
    interface Node { id: ID! }
    type Source { system: String key: String }
    type Measure { code: String }
    type Standing { measures: [Measure!] }
    type PageInfo { hasNextPage: Boolean! }
    type Edge { node: Company cursor: String! source: Source }
    type Connection { edges: [Edge!]! pageInfo: PageInfo! totalCount: Int }
    type Company implements Node {
      id: ID!
      name: String
      aliases: [String!]
      standing: Standing
      sources: [Source!]!
      self: Company
      shareholders(first: Int = 20, after: String): Connection!
      investments(first: Int = 20, after: String): Connection!
    }
    type Network { nodes: [Company!]! links: [Source!]! truncated: Boolean! }
    type Screening { underMeasure: Boolean measures: [Measure!] }
    input Key { id: ID uscc: String }
    type Query {
      node(id: ID!): Node
      nodes(ids: [ID!]!): [Node]!
      company: Company
      companies(first: Int = 20, after: String): Connection!
      subjects(by: [Key!]!): [Company]!
      network(of: Key!, first: Int = 200): Network!
      screen(subjects: [Key!]!, measure: String): [Screening!]!
      search(text: String, kinds: [String!], first: Int = 20): Connection!
    }
    """
)
WINDOW = 'since:"2026-01-01T00:00:00Z",until:"2026-02-01T00:00:00Z"'
SUBJECTS = [{"id": str(n)} for n in range(500)]


def _cost(text: str, variables: dict[str, Any] | None = None, limits: Settings = LIMITS) -> int:
    document = parse_document(text, limits)
    return Gauge(document, operation_of(document, None), limits, SCHEMA).check(variables or {})


def _refusal(text: str, variables: dict[str, Any] | None = None, limits: Settings = LIMITS) -> HubError:
    with pytest.raises(HubError) as caught:
        _cost(text, variables, limits)
    return caught.value


def _of_schema(selection: str) -> int:
    document = parse_document(f"{{{selection}}}", LIMITS)
    return Gauge(document, operation_of(document, None), LIMITS, schema()).check({})


def _levels(number: int) -> str:
    return "{company" + "{self" * (number - 2) + "{id}" + "}" * (number - 1)


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("{company{investments(first:50){edges{node{shareholders(first:50){edges{node{id name}}}}}}}}", {}),
        (
            "{companies{edges{node{investments(first:50){edges{source{key} node{name shareholders(first:50)"
            "{edges{source{key} node{id name}}}}}}}}}}",
            {},
        ),
        ("{network(of:{id:1}, first:200){nodes{id name standing{measures{code}}} links{key} truncated}}", {}),
        (
            "query($by:[Key!]!){subjects(by:$by){id name aliases sources{key} standing{measures{code}}}}",
            {"by": SUBJECTS},
        ),
        ("query($s:[Key!]!){screen(subjects:$s){underMeasure measures{code}}}", {"s": SUBJECTS}),
        ("{companies(first:1000){edges{node{shareholders{edges{node{id}}}}}}}", {}),
        ("{__typename}", {}),
    ],
)
def test_what_the_contract_promises_is_never_too_costly(text: str, variables: dict[str, Any]) -> None:
    assert _cost(text, variables) <= LIMITS.max_cost


def test_the_cost_is_the_number_of_objects() -> None:
    # page, 50 edges, 50 nodes; under each node page, 10 edges, 10 nodes
    text = "{companies(first:50){edges{node{shareholders(first:10){edges{node{id}}}}}}}"
    assert _cost(text) == 1 + 50 + 50 + 50 * (1 + 10 + 10)


def test_a_page_size_left_out_is_that_of_the_schema() -> None:
    assert _cost("{companies{edges{cursor}}}") == 1 + 20


def test_a_page_size_may_come_from_a_variable_or_its_default() -> None:
    text = "query($n: Int = 30){companies(first:$n){edges{cursor}}}"
    assert (_cost(text), _cost(text, {"n": 40})) == (31, 41)


def test_a_list_of_keys_costs_one_object_a_key() -> None:
    assert _cost('{nodes(ids:["a","b","c"]){id}}') == 3


def test_an_optional_list_is_no_list_of_keys() -> None:
    assert _cost('{search(kinds:["A","B"], first: 5){edges{cursor}}}') == 1 + 5


def test_three_nested_pages_of_a_hundred_are_too_costly() -> None:
    page = "(first:100){edges{node{"
    error = _refusal("{companies" + page + "investments" + page + "shareholders" + page + "id" + "}}}" * 3 + "}")
    assert error.code is ErrorCode.TOO_COSTLY and error.extensions["limit"] == LIMITS.max_cost


@pytest.mark.parametrize(
    "text",
    [
        "{companies(first:1001){totalCount}}",
        "{company{shareholders(first:101){totalCount}}}",
        "{node(id:1){... on Company{shareholders(first:101){totalCount}}}}",
        "{...F} fragment F on Query{companies(first:1001){totalCount}}",
        "{company{...F}} fragment F on Company{shareholders(first:101){totalCount}}",
        "{companies(first:%s){totalCount}}" % ("9" * 10_000),
    ],
)
def test_a_page_past_its_limit_is_too_costly(text: str) -> None:
    assert _refusal(text).code is ErrorCode.TOO_COSTLY


@pytest.mark.parametrize("text", ["{...F} fragment F on Query{companies(first:1000){totalCount}}"])
def test_a_fragment_at_the_root_is_at_the_root(text: str) -> None:
    assert _cost(text) == 1


@pytest.mark.parametrize("size", [0, -1, -(10**30)])
def test_a_page_below_one_is_bad_input_that_names_the_range(size: int) -> None:
    error = _refusal("query($n:Int){companies(first:$n){totalCount}}", {"n": size})
    assert error.code is ErrorCode.BAD_INPUT and "1 to 1000" in error.message


@pytest.mark.parametrize("size", ["5", True, None, [1], {}, 1.5])
def test_a_page_size_that_is_no_number_is_left_to_coercion(size: object) -> None:
    assert _cost("query($n:Int){companies(first:$n){edges{cursor}}}", {"n": size}) == 21


def test_five_hundred_and_one_subjects_are_too_costly() -> None:
    error = _refusal("query($s:[Key!]!){screen(subjects:$s){underMeasure}}", {"s": [*SUBJECTS, {"id": "x"}]})
    assert error.code is ErrorCode.TOO_COSTLY and error.extensions["limit"] == 500


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (_levels(16), "levels of fields"),
        ("{" + " ".join(f"a{n}: __typename" for n in range(51)) + "}", "aliases"),
        ("{" + "__typename " * 65 + "}", "fields named __typename"),
        ("{__typename" + " @include(if: true)" * 21 + "}", "directives"),
    ],
)
def test_each_limit_refuses_one_more_and_says_so(text: str, what: str) -> None:
    error = _refusal(text)
    assert error.code is ErrorCode.TOO_COSTLY and error.message.startswith(what)


@pytest.mark.parametrize(
    "text",
    [
        _levels(15),
        "{" + " ".join(f"a{n}: __typename" for n in range(50)) + "}",
        "{" + "__typename " * 64 + "}",
        "{__typename" + " @include(if: true)" * 20 + "}",
    ],
)
def test_each_limit_lets_pass_what_is_just_within(text: str) -> None:
    _cost(text)


def test_a_search_costs_more_than_what_it_tells() -> None:
    """Each reads thousands of nodes to tell a few: nineteen a request, of changes of a network half as many."""
    of = 'of:{source:{system:"s",key:"k"}}'
    change = f'networkChange({of},from:"2026-01-01",to:"2026-02-01"){{truncated}}'
    fields = ((f"network({of}){{truncated}}", 19), (f"splitting({of},{WINDOW}){{truncated}}", 19), (change, 9))
    for field, most in fields:
        _of_schema(" ".join(f"a{n}:{field}" for n in range(most)))
        with pytest.raises(HubError, match="objects that the answer may hold"):
            _of_schema(" ".join(f"a{n}:{field}" for n in range(most + 2)))


def test_aliases_in_a_fragment_count_wherever_it_is_spread() -> None:
    spread = " ".join("company{...F}" for _ in range(26))
    assert "aliases" in _refusal("{" + spread + "} fragment F on Company{a:id b:id}").message


def test_a_bomb_of_fragments_is_measured_at_once() -> None:
    levels = "".join(f" fragment F{n} on Query{{...F{n + 1} ... on Query{{...F{n + 1}}}}}" for n in range(100))
    error = _refusal("{...F0}" + levels + " fragment F100 on Query{company{id}}")
    assert error.code is ErrorCode.TOO_COSTLY


def test_a_chain_of_hundreds_of_fragments_needs_no_deep_stack() -> None:
    chain = "".join(f" fragment F{n} on Query{{...F{n + 1}}}" for n in range(240))
    assert _cost("{...F0}" + chain + " fragment F240 on Query{company{id}}") == 1


def test_a_circle_of_fragments_ends() -> None:
    assert _cost("{...A} fragment A on Query{...B company{id}} fragment B on Query{...A}") == 1


def test_fields_that_do_not_exist_are_left_to_validation() -> None:
    assert _cost("{nothing(first: 7){more{id}} ...Gone}") == 2


def test_the_introspection_of_the_usual_tools_passes() -> None:
    assert _cost(get_introspection_query(input_value_deprecation=True, specified_by_url=True)) > 0


def test_a_gauge_measures_equal_sizes_once_and_keeps_few() -> None:
    document = parse_document("query($n:Int){companies(first:$n){edges{cursor}}}", LIMITS)
    gauge = Gauge(document, operation_of(document, None), LIMITS, SCHEMA)
    assert [gauge.check({"n": n}) for n in range(1, 100)] == list(range(2, 101))
    assert len(gauge._costs) == COSTS_KEPT


@given(st.recursive(st.just("id"), lambda inner: st.sampled_from(["self", "x:self", "sources"]).flatmap(
    lambda name: inner.map(lambda below: f"{name}{{{below}}}")), max_leaves=30))  # fmt: skip
def test_any_nesting_is_measured_or_refused(selection: str) -> None:
    try:
        assert _cost(f"{{company{{{selection}}}}}") >= 1
    except HubError as error:
        assert error.code is ErrorCode.TOO_COSTLY

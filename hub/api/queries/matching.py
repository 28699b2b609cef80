"""Lists of records against the graph, and the queue of what a human has to decide."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLArgument, GraphQLField, GraphQLInt, GraphQLNonNull

from hub.api.connections import PAGE_ARGUMENTS
from hub.api.making import listed
from hub.api.matching import (
    CANDIDATES_MAX,
    MatchRecordInput,
    MatchResult,
    MatchReviewConnection,
    MatchReviewState,
    fetching,
    flat_record,
)
from hub.api.queries.inputs import TIME_ARGUMENTS
from hub.errors import within
from hub.matching.counter import ReviewPage, WantedReviews
from hub.matching.rights import MATCHERS
from hub.read.asking import Asking
from hub.read.pages import connection, wanted_page
from hub.read.root import Arguments, Bind, RootCall, RootField, told


def _match(field: RootField) -> Bind:
    select, write, grove = field.planner.values(field.definition.type, field.nodes)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        counter, time = asking.matching(), asking.slice(arguments)
        first = within("first", arguments["first"], 1, CANDIDATES_MAX)
        records = [flat_record(given) for given in arguments["records"]]
        fetch = fetching(select, grove, asking)
        return told(lambda: counter.match(records, first, time, fetch), write)

    return bind


def _reviews(field: RootField) -> Bind:
    select, write, grove = field.planner.values(field.definition.type, field.nodes)
    cursors = field.planner.cursors

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        counter, page = asking.matching(), wanted_page(arguments, (str,), cursors)
        wanted = WantedReviews(
            first=page.first, after=page.after[0] if page.after else "", state=arguments.get("state")
        )

        def shown(found: ReviewPage) -> Any:
            edges = [(review, cursors.write((review["id"],))) for review in found.reviews]
            end = cursors.write((found.end,)) if found.end is not None else None
            return write(connection(edges, further=found.further, after=page.after, end=end))

        return told(lambda: counter.reviews(wanted, fetching(select, grove, asking)), shown)

    return bind


FIELDS = {
    "match": GraphQLField(
        listed(MatchResult),
        args={
            "records": GraphQLArgument(listed(MatchRecordInput), description="Up to 500 (名单记录)."),
            "first": GraphQLArgument(
                GraphQLNonNull(GraphQLInt), default_value=5, description="Candidates of each, 1 to 10 (候选数)."
            ),
            **TIME_ARGUMENTS,
        },
        description="Whom records of a list may be of, scored with reasons, in the order asked (名单比对).",
        extensions={"root": _match, **MATCHERS.extension},
    ),
    "matchReviews": GraphQLField(
        GraphQLNonNull(MatchReviewConnection),
        args={
            **PAGE_ARGUMENTS,
            "state": GraphQLArgument(MatchReviewState, description="Only those that stand so (状态)."),
        },
        description="Pairs that your court or agency filed for review, in order of id (比对复核).",
        extensions={"root": _reviews, **MATCHERS.extension},
    ),
}

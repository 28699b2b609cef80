"""Filing pairs for review, and deciding them."""

from __future__ import annotations

from graphql import GraphQLArgument, GraphQLField, GraphQLID, GraphQLInt, GraphQLNonNull, GraphQLString

from hub.api.matching import MatchDecisionKind, MatchRecordInput, MatchReview, fetching, flat_record
from hub.api.mutations.inputs import KEY_ARGUMENT
from hub.matching.rights import MATCHERS
from hub.read.asking import Asking
from hub.read.root import Arguments, Bind, RootCall, RootField, told


def _file(field: RootField) -> Bind:
    select, write, grove = field.planner.values(field.definition.type, field.nodes)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        record, subject = flat_record(arguments["record"]), str(arguments["subject"])
        key, counter = arguments.get("idempotencyKey"), asking.matching()
        return told(lambda: counter.file_review(record, subject, key, fetching(select, grove, asking)), write)

    return bind


def _decide(field: RootField) -> Bind:
    select, write, grove = field.planner.values(field.definition.type, field.nodes)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        id_, version, decision = str(arguments["id"]), arguments["version"], arguments["decision"]
        remark, key, counter = arguments["remark"], arguments.get("idempotencyKey"), asking.matching()
        fetch = fetching(select, grove, asking)
        return told(lambda: counter.decide(id_, version, decision, remark, key, fetch), write)

    return bind


FIELDS = {
    "fileMatch": GraphQLField(
        MatchReview,
        args={
            "record": GraphQLArgument(GraphQLNonNull(MatchRecordInput), description="As `match` takes it (记录)."),
            "subject": GraphQLArgument(GraphQLNonNull(GraphQLID), description="The candidate's id (疑似主体)."),
            **KEY_ARGUMENT,
        },
        description="Puts a pair of band REVIEW into the queue; one that is there already is answered (提交复核).",
        extensions={"root": _file, **MATCHERS.extension},
    ),
    "decideMatch": GraphQLField(
        MatchReview,
        args={
            "id": GraphQLArgument(GraphQLNonNull(GraphQLID)),
            "version": GraphQLArgument(
                GraphQLNonNull(GraphQLInt), description="The version that was read; another is STALE (版本)."
            ),
            "decision": GraphQLArgument(GraphQLNonNull(MatchDecisionKind), description="What (结论)."),
            "remark": GraphQLArgument(GraphQLNonNull(GraphQLString), description="Why (说明)."),
            **KEY_ARGUMENT,
        },
        description="Decides a pair; the next match of the record answers by it; a newer one undoes it (结论).",
        extensions={"root": _decide, **MATCHERS.extension},
    ),
}

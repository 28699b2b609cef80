"""What the engine promises, the same on both engines."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import pytest

from graph.engine import (
    Engine,
    EngineAddress,
    EngineDenied,
    EngineLimits,
    EngineRefused,
    EngineUnavailable,
    OutcomeUnknown,
    StatementTimeout,
    UniqueViolation,
)
from graph.statement import Statement, Value

UNIQUE = Statement(text="CREATE CONSTRAINT engine_probe IF NOT EXISTS FOR (n:EngineProbe) REQUIRE n.key IS UNIQUE")
CREATE = "CREATE (n:EngineProbe {key: $key}) RETURN n.key"
COUNT = Statement(text="MATCH (n:EngineProbe) RETURN count(n)", name="count")
# Minutes of work on either engine, in little memory.
ENDLESS = Statement(
    text="UNWIND range(1, 9000) AS x UNWIND range(1, 9000) AS y WITH x, y WHERE (x * y) % 7 = 8 RETURN count(*)",
    name="endless",
)


def create(key: Value) -> Statement:
    return Statement(text=CREATE, parameters={"key": key}, name="create probe")


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        0,
        -1,
        2**53 + 1,
        2**63 - 1,
        -(2**63),
        0.25,
        2.0,
        "",
        "武汉市 𠮷 a\x00b",
        [],
        [1, "a", None, [True]],
        {},
        {"a": 1, "b": {"c": [1.0, None]}},
    ],
    ids=repr,
)
async def test_a_value_comes_back_as_it_went(engine: Engine, value: Value) -> None:
    [[back]] = await engine.read(Statement(text="RETURN $value", parameters={"value": value}))
    assert (back, type(back)) == (value, type(value))


async def test_a_stored_property_comes_back_with_its_type(engine: Engine) -> None:
    stored: dict[str, Value] = {"whole": 2**53 + 1, "part": 2.0, "text": "父", "truth": True, "list": ["a", "b"]}
    text = "CREATE (n:EngineProbe) SET n = $stored RETURN properties(n)"
    [[[back]]] = await engine.write([Statement(text=text, parameters={"stored": stored})])
    assert {name: (back[name], type(back[name])) for name in back} == {
        name: (value, type(value)) for name, value in stored.items()
    }


async def test_the_driver_does_not_write_out_what_travels(engine: Engine) -> None:
    class Unseen(str):
        def __repr__(self) -> str:
            raise AssertionError("a value was written out")

    asked = Statement(text="RETURN $values", parameters={"values": [Unseen("a"), ["b"]]})
    assert await engine.read(asked) == await engine.transact(lambda tx: tx.run(asked)) == [[["a", ["b"]]]]


async def test_rows_are_lists_in_the_order_of_return(engine: Engine) -> None:
    text = "UNWIND [3, 1, 2] AS x RETURN x, toString(x) ORDER BY x"
    assert await engine.read(Statement(text=text)) == [[1, "1"], [2, "2"], [3, "3"]]


async def test_the_engine_says_what_it_is(engine: Engine) -> None:
    assert (engine.flavour, engine.version.split(".")[0]) in {("neo4j", "5"), ("arcadedb", "26")}


async def test_statements_of_one_write_see_one_another(engine: Engine) -> None:
    assert await engine.write([create("a"), create("b"), COUNT]) == [[["a"]], [["b"]], [[2]]]


async def test_a_write_that_fails_late_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(EngineRefused):
        await engine.write([create("a"), Statement(text="RETURN 1 / $zero", parameters={"zero": 0})])
    assert await engine.read(COUNT) == [[0]]


async def test_a_large_write_that_fails_late_leaves_nothing(engine: Engine) -> None:
    text = "UNWIND range(1, 50000) AS i CREATE (:EngineProbe {share: 1 / (49990 - i)})"
    with pytest.raises(EngineRefused):
        await engine.write([Statement(text=text)])
    assert await engine.read(COUNT) == [[0]]


async def test_a_read_sees_the_write_before_it(engine: Engine) -> None:
    for made in range(20):
        await engine.write([create(made)])
        assert await engine.read(COUNT) == [[made + 1]]


async def test_a_taken_unique_key_is_a_unique_violation(engine: Engine) -> None:
    await engine.schema([UNIQUE])
    await engine.write([create("k")])
    with pytest.raises(UniqueViolation) as caught:
        await engine.write([create("k")])
    assert caught.value.on == "EngineProbe.key"


async def test_a_key_taken_twice_in_one_write_is_a_unique_violation(engine: Engine) -> None:
    await engine.schema([UNIQUE])
    with pytest.raises(UniqueViolation):
        await engine.write([create("k"), create("k")])


async def test_a_unique_violation_does_not_quote_the_value(engine: Engine) -> None:
    await engine.schema([UNIQUE])
    await engine.write([create("secret-value")])
    with pytest.raises(UniqueViolation) as caught:
        await engine.write([create("secret-value")])
    assert "secret-value" not in str(caught.value)


async def test_a_node_with_relations_is_not_deleted(engine: Engine) -> None:
    await engine.write([Statement(text="CREATE (:EngineProbe)-[:ENGINE_PROBE]->(:EngineProbe)")])
    with pytest.raises(EngineRefused):
        await engine.write([Statement(text="MATCH (n:EngineProbe) DELETE n")])


async def test_a_syntax_error_is_refused_by_name(engine: Engine) -> None:
    with pytest.raises(EngineRefused, match=r"^the probe: refused .*SyntaxError"):
        await engine.read(Statement(text="MATCHH (n) RETURN n", name="the probe"))


async def test_a_missing_parameter_is_refused(engine: Engine) -> None:
    with pytest.raises(EngineRefused, match="x"):
        await engine.read(Statement(text="RETURN $x"))


@pytest.mark.parametrize("value", [2**63, "a\ud800b"], ids=["too large", "half a character"])
async def test_a_value_that_cannot_travel_is_refused(engine: Engine, value: Value) -> None:
    with pytest.raises(EngineRefused, match="allowed"):
        await engine.write([create(value)])


async def test_the_engine_goes_on_after_a_value_that_cannot_travel(engine: Engine) -> None:
    with pytest.raises(EngineRefused):
        await engine.read(Statement(text="RETURN $x", parameters={"x": 2**63}))
    assert await engine.read(Statement(text="RETURN 1")) == [[1]]


async def test_a_schema_may_be_asked_for_again(engine: Engine) -> None:
    await engine.schema([UNIQUE])
    await engine.schema([UNIQUE, UNIQUE])


async def test_two_may_ask_for_a_schema_at_once(engine: Engine) -> None:
    await asyncio.gather(*(engine.schema([UNIQUE]) for _ in range(4)))


async def test_a_wrong_password_is_denied(engine_address: EngineAddress) -> None:
    with pytest.raises(EngineDenied) as caught:
        await Engine.open(replace(engine_address, password="not-the-password"))
    assert "not-the-password" not in str(caught.value)


async def test_an_unknown_database_is_unavailable(engine_address: EngineAddress) -> None:
    with pytest.raises(EngineUnavailable, match="no database nowhere"):
        await Engine.open(replace(engine_address, database="nowhere"))


async def test_a_statement_over_its_time_is_a_timeout(engine: Engine) -> None:
    with pytest.raises(StatementTimeout, match=r"endless: not done within 0\.3 s"):
        await engine.read(ENDLESS, timeout_seconds=0.3)


async def test_others_are_answered_while_one_runs_over(engine: Engine) -> None:
    slow = asyncio.create_task(engine.read(ENDLESS, timeout_seconds=2))
    answers = [await engine.read(Statement(text="RETURN 1")) for _ in range(5)]
    assert (answers, slow.done()) == ([[[1]]] * 5, False)
    with pytest.raises(StatementTimeout):
        await slow


async def test_a_write_over_its_time_is_not_committed(engine: Engine) -> None:
    with pytest.raises(StatementTimeout):
        await engine.write([create("a"), ENDLESS], timeout_seconds=0.5)
    assert await engine.read(COUNT) == [[0]]


async def test_writers_that_merge_one_key_all_succeed(engine: Engine) -> None:
    await engine.schema([UNIQUE])
    merge = Statement(
        text="MERGE (n:EngineProbe {key: 'one'}) ON CREATE SET n.count = 0 SET n.count = n.count + 1", name="merge"
    )
    await asyncio.gather(*(engine.write([merge]) for _ in range(24)))
    assert await engine.read(Statement(text="MATCH (n:EngineProbe) RETURN n.count")) == [[24]]


async def test_writers_that_merge_many_keys_in_many_orders_all_succeed(engine: Engine) -> None:
    await engine.schema([UNIQUE])
    keys = [f"k{i}" for i in range(40)]

    def merge(turn: int) -> Statement:
        rotated: list[Value] = [*keys[turn * 5 :], *keys[: turn * 5]]
        text = "UNWIND $keys AS key MERGE (n:EngineProbe {key: key}) SET n.seen = coalesce(n.seen, 0) + 1"
        return Statement(text=text, parameters={"keys": rotated}, name="merge many")

    await asyncio.gather(*(engine.write([merge(turn)]) for turn in range(8)))
    text = "MATCH (n:EngineProbe) RETURN count(n), sum(n.seen)"
    assert await engine.read(Statement(text=text)) == [[40, 320]]


async def test_nothing_listening_is_unavailable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = EngineAddress(url=f"bolt://127.0.0.1:{unused.getsockname()[1]}", user="a", password="b")
        with pytest.raises(EngineUnavailable, match="no engine answers at bolt://"):
            await Engine.open(address)


async def test_a_listener_that_says_nothing_is_unavailable() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = EngineAddress(url=f"bolt://127.0.0.1:{silent.getsockname()[1]}", user="a", password="b")
        with pytest.raises(EngineUnavailable):
            await Engine.open(address, EngineLimits(connect_timeout_seconds=0.3))


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:7687", "bolt://", "bolt://user:pass@127.0.0.1:7687"])
async def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(EngineRefused, match="expected scheme"):
        EngineAddress(url=url, user="a", password="b")


def test_an_address_does_not_show_its_password() -> None:
    assert "geheim" not in repr(EngineAddress(url="bolt://127.0.0.1:1", user="a", password="geheim"))


class CuttingProxy:
    """A wire to the engine that can be cut, now or in place of handing on a certain piece of what is sent."""

    def __init__(self, address: EngineAddress) -> None:
        host, port = address.url.removeprefix("bolt://").split(":")
        self._target = (host, int(port))
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.cut_at: bytes | None = None

    async def __aenter__(self) -> CuttingProxy:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.cut()

    @property
    def url(self) -> str:
        return f"bolt://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _serve(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        far_in, far_out = await asyncio.open_connection(*self._target)
        self._writers += [near_out, far_out]
        for reader, writer, watched in ((near_in, far_out, True), (far_in, near_out, False)):
            task = asyncio.create_task(self._pump(reader, writer, watched))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, watched: bool) -> None:
        try:
            while chunk := await reader.read(65536):
                if watched and self.cut_at is not None and self.cut_at in chunk:
                    self.cut_at = None
                    self.cut()
                    return
                writer.write(chunk)
                await writer.drain()
        except OSError:
            return


# The Bolt message COMMIT in its chunk: two bytes of length, a structure of no fields with tag 0x12, end.
COMMIT_MESSAGE = b"\x00\x02\xb0\x12\x00\x00"


async def test_a_read_survives_a_cut_connection(engine_address: EngineAddress) -> None:
    async with (
        CuttingProxy(engine_address) as wire,
        await Engine.open(replace(engine_address, url=wire.url)) as engine,
    ):
        wire.cut()
        assert await engine.read(Statement(text="RETURN 1")) == [[1]]


async def test_a_write_survives_a_cut_before_its_commit(engine_address: EngineAddress, engine: Engine) -> None:
    async with (
        CuttingProxy(engine_address) as wire,
        await Engine.open(replace(engine_address, url=wire.url)) as cut_engine,
    ):
        wire.cut_at = b"cut here"
        await cut_engine.write([create("cut here")])
    assert await engine.read(COUNT) == [[1]]


async def test_a_commit_without_an_answer_is_not_tried_again(
    engine_address: EngineAddress, engine: Engine
) -> None:
    async with (
        CuttingProxy(engine_address) as wire,
        await Engine.open(replace(engine_address, url=wire.url)) as cut_engine,
    ):
        wire.cut_at = COMMIT_MESSAGE
        with pytest.raises(OutcomeUnknown, match="create probe"):
            await cut_engine.write([create("once")])
    assert await engine.read(COUNT) == [[0]]

"""What an operation costs is told to those who write operations, and to nobody else."""

from __future__ import annotations

import pytest

from tests.hub.serving import Client
from tests.hub.sockets.speaking import speaking

PAGE = "query($n: Int = 3) { companies(first: $n) { edges { cursor } } }"


@pytest.mark.parametrize("role", ["DEVELOPER", "ADMIN"])
async def test_the_cost_of_an_operation_is_in_the_extensions(client: Client, role: str) -> None:
    for variables, cost in ((None, 1 + 3), ({"n": 7}, 1 + 7)):
        answer = await client.post(PAGE, variables, role=role, purpose="DEVELOPMENT")
        assert answer.json()["extensions"] == {"cost": cost, "costLimit": client.settings.max_cost}


async def test_it_stands_in_the_answer_over_a_socket_too(client: Client) -> None:
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(client.headers("DEVELOPER", purpose="DEVELOPMENT"))
        await speaker.subscribe("1", "{ viewer { role } }")
        assert (await speaker.hear())["payload"]["extensions"]["cost"] == 1


async def test_others_have_the_answer_alone(client: Client) -> None:
    answer = await client.post("{ viewer { role } }", role="PARTNER", agency="RAILWAY")
    assert answer.content == b'{"data":{"viewer":{"role":"PARTNER"}}}'

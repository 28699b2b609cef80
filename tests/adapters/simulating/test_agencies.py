"""Every agency that can be pushed to takes its sample over HTTP, and none takes what is not signed for it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.agencies import SAMPLES
from adapters.agencies.bodies import media_types, parsed, xml_body
from adapters.agencies.endpoint import Endpoint, read_endpoints
from adapters.agencies.instructions import InstructionTold, TargetTold
from adapters.agencies.mapping import AnswerSpec, InstructionKind, Write
from adapters.agencies.writing import payload, read_answers
from adapters.protocols.answer import Answer, Outcome
from adapters.protocols.envelope import Envelope
from adapters.protocols.http import AgencyClient
from adapters.protocols.keys import SigningKey, new_key, signing_key
from adapters.protocols.push import push
from adapters.simulating.folder import MARK, ForeignFolder
from adapters.simulating.province import Simulated, simulated
from adapters.simulating.serving import listening, served, url_of
from adapters.simulating.trouble import Trouble

PUSHED = ("credit_office", "housing", "market", "natural_resources", "public_security", "railway")
PULLED = ("case_accounts", "courts")  # besides the market regulator, which is told, too
TODAY = date(2026, 11, 20)


@dataclass(frozen=True, kw_only=True, slots=True)
class There:
    simulated: Simulated
    endpoints: dict[str, Endpoint]


@asynccontextmanager
async def there(folder: Path, trouble: Trouble | None = None) -> AsyncIterator[There]:
    with listening(0) as listener:
        found = simulated(folder, url_of(listener), trouble or Trouble())
        async with served(found.agencies, found.registers, listener):
            endpoints = {Path(each.mapping.file).stem: each for each in read_endpoints(folder)}
            yield There(simulated=found, endpoints=endpoints)


def sample(name: str, endpoint: Endpoint) -> tuple[Write, InstructionTold]:
    write = endpoint.mapping.writes[0]
    told: dict[str, Any] = json.loads((SAMPLES / name / endpoint.mapping.samples[write.name][0]).read_bytes())
    members = told["instruction"]
    target = TargetTold(**members.pop("target"))
    return write, InstructionTold(target=target, **members | {"kind": InstructionKind(members["kind"])})


async def pushed(
    endpoint: Endpoint, write: Write, told: InstructionTold, key: SigningKey | None = None, id: str = ""
) -> Answer:
    made = payload(endpoint.mapping, told)
    assert isinstance(made, dict)
    batch = endpoint.mapping.writing.text("batch_at")
    envelope = Envelope(
        id=id or told.id,
        source="urn:hub",
        type="instruction.issue",
        subject="0" * 32,
        time=datetime(2026, 4, 20, tzinfo=UTC),
        sequence=told.sequence,
        fence=1,
        data={batch: [made]} if batch else made,
    )
    client = AgencyClient(endpoint.address)
    header = endpoint.mapping.writing.text("idempotency_header")
    try:
        return await push(
            client,
            write.path,
            envelope,
            (key or endpoint.signing,),
            now=datetime.now(UTC),
            id_header=header,
            xml=xml_body(endpoint.mapping.writing),
        )
    finally:
        await client.close()


def meant(endpoint: Endpoint, write: Write, spec: AnswerSpec | None, body: bytes, *ids: str) -> list[str]:
    assert spec is not None
    told = parsed(endpoint.mapping.writing, body)
    read = read_answers(endpoint.mapping, write, spec, told, frozenset(ids), TODAY)
    assert read.refused == ()
    return [each.status.value for each in read.answers]


@pytest.mark.parametrize("name", PUSHED)
async def test_its_answer_means_that_it_has_the_instruction(tmp_path: Path, name: str) -> None:
    async with there(tmp_path) as world:
        assert tuple(sorted(world.endpoints)) == tuple(sorted((*PUSHED, *PULLED)))
        endpoint = world.endpoints[name]
        write, told = sample(name, endpoint)
        answers = [await pushed(endpoint, write, told), await pushed(endpoint, write, told)]
        for answer in answers:
            assert answer.outcome is Outcome.DELIVERED, answer
            assert meant(endpoint, write, write.acknowledgement, answer.body, told.id) == ["ACKNOWLEDGED"]
        [agency] = [each for each in world.simulated.agencies if each.name == name]
        assert (len(agency.arrived), list(agency.effects)) == (2, [told.id])
        if write.feedback is not None:
            client = AgencyClient(endpoint.address)
            later = await client.get(write.feedback.path, {}, accept=media_types(endpoint.mapping.writing))
            await client.close()
            assert meant(endpoint, write, write.feedback, later.body, told.id) == ["EXECUTED"]


@pytest.mark.parametrize("name", PUSHED)
async def test_it_takes_nothing_that_is_not_signed_with_its_own_key(tmp_path: Path, name: str) -> None:
    async with there(tmp_path) as world:
        endpoint = world.endpoints[name]
        write, told = sample(name, endpoint)
        other = signing_key(new_key(endpoint.signing.scheme))
        answer = await pushed(endpoint, write, told, other)
        assert (answer.outcome, answer.status) == (Outcome.REJECTED, 401)
        assert [each.effects for each in world.simulated.agencies] == [{}] * len(PUSHED)


async def test_it_takes_nothing_without_its_token_and_none_of_another_id(tmp_path: Path) -> None:
    async with there(tmp_path) as world:
        endpoint = world.endpoints["housing"]
        write, told = sample("housing", endpoint)
        bare = replace(endpoint, address=replace(endpoint.address, headers={}))
        assert (await pushed(bare, write, told)).status == 401
        wrong = await pushed(endpoint, write, told, id="another")
        assert wrong.status == 422 and "one id of a message" in wrong.reason
        assert all(each.effects == {} for each in world.simulated.agencies)


async def test_a_lost_answer_is_of_a_message_that_was_taken(tmp_path: Path) -> None:
    async with there(tmp_path, Trouble(duplicates=1)) as world:
        write, told = sample("railway", world.endpoints["railway"])
        answer = await pushed(world.endpoints["railway"], write, told)
        assert (answer.outcome, answer.status) == (Outcome.BROKEN, 502)
        [rail] = [each for each in world.simulated.agencies if each.name == "railway"]
        assert list(rail.effects) == [told.id]


def test_keys_stay_when_it_is_started_again_and_addresses_do_not(tmp_path: Path) -> None:
    simulated(tmp_path, "http://127.0.0.1:1", Trouble())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    simulated(tmp_path, "http://127.0.0.1:2", Trouble())
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"{name}.toml" for name in (*PUSHED, *PULLED)}
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


def test_over_the_endpoints_of_others_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "rail.toml").write_text('agency = "RAILWAY"\n', encoding="utf-8")
    with pytest.raises(ForeignFolder, match=r"rail\.toml is not ours; allowed: a folder without endpoints"):
        simulated(tmp_path, "http://127.0.0.1:1", Trouble())
    assert [path.name for path in tmp_path.iterdir()] == ["rail.toml"]
    assert MARK not in (tmp_path / "rail.toml").read_text(encoding="utf-8")

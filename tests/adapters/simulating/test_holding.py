"""What a simulated agency holds is what it was told, and its list says so as its mapping has it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from adapters.agencies.mapping import Answered, InstructionKind
from adapters.agencies.reading import PageRead, read_page
from adapters.formats.record import Document
from adapters.simulating.register import SimulatedRegister
from adapters.simulating.trouble import Trouble
from graph.rules.reconciling import There
from tests.adapters.simulating.test_agencies import TODAY, pushed, sample, there
from tests.adapters.simulating.test_agencies import There as World

PAGE: Final = Document(name="page", path=Path("page"), digest="d" * 64, rows=0)
SINCE: Final = {"railway": "since", "market": "updatedAfter"}
HOLDING: Final = pytest.mark.parametrize("name", sorted(SINCE))


def register(world: World, name: str) -> SimulatedRegister:
    [found] = [each for each in world.simulated.registers if each.name == name and each.read.held is not None]
    return found


def told(world: World, name: str) -> PageRead:
    of = register(world, name)
    page = of.page({SINCE[name]: "1970-01-02 08:00:00"})
    return read_page(of.mapping, of.read, page, PAGE, TODAY)


def held(world: World, name: str) -> list[tuple[str, There]]:
    return [(each.held.id, each.held.status) for each in told(world, name).records if each.held is not None]


@HOLDING
async def test_an_order_is_held_until_its_end_under_the_id_of_the_order(tmp_path: Path, name: str) -> None:
    async with there(tmp_path) as world:
        endpoint = world.endpoints[name]
        write, order = sample(name, endpoint)
        assert (held(world, name), told(world, name).count) == ([], 0)
        await pushed(endpoint, write, order)
        assert held(world, name) == [(order.id, There.IN_FORCE)]
        correction = replace(order, id="C-2", sequence=2, kind=InstructionKind.CORRECT)
        await pushed(endpoint, write, correction)
        assert held(world, name) == [("C-2", There.IN_FORCE)]
        for number, kind in ((3, InstructionKind.LIFT), (4, InstructionKind.WITHDRAW)):
            await pushed(endpoint, write, replace(order, id=f"E-{number}", sequence=number, kind=kind))
            assert held(world, name) == [("C-2", There.LIFTED)]
        assert told(world, name).rejects == () and told(world, name).count == 1


@HOLDING
async def test_it_holds_nothing_of_what_it_returns_or_what_only_ends(tmp_path: Path, name: str) -> None:
    async with there(tmp_path) as world:
        endpoint = world.endpoints[name]
        write, order = sample(name, endpoint)
        await pushed(endpoint, write, replace(order, kind=InstructionKind.LIFT))
        [agency] = [each for each in world.simulated.agencies if each.name == name]
        agency.result = Answered.OBJECTED
        await pushed(endpoint, write, replace(order, id="O-2", sequence=2))
        assert (len(agency.effects), held(world, name)) == (2, [])


async def test_items_that_stand_twice_are_counted_once(tmp_path: Path) -> None:
    async with there(tmp_path, Trouble(duplicates=1)) as world:
        write, order = sample("railway", world.endpoints["railway"])
        await pushed(world.endpoints["railway"], write, order)
        assert held(world, "railway") == [(order.id, There.IN_FORCE)] * 2
        assert told(world, "railway").count == 1

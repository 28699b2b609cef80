"""Natural persons: their names, days of birth, numbers; one in fifty is a minor."""

from __future__ import annotations

from typing import Final

from adapters.sample.census import MINOR_EVERY, Census, adult, is_minor
from adapters.sample.days import ADULT, ISO, day
from adapters.sample.draw import Draw, Draws, Shuffle
from adapters.sample.names import draw_person_name
from adapters.sample.numbers import mobile
from adapters.sample.regions import CITIES, DIRECT, draw_address, draw_area
from adapters.sample.rows import Section
from graph.rules.identifiers import complete_citizen_id

_CITIES: Final = (*(city.code for city in CITIES), DIRECT)
_SEQUENCES: Final = 499  # two numbers each, the odd one for men; 000 and 001 stay free
_ADULTS_FROM: Final = day(1955, 1, 1)
_ADULTS_TO: Final = day(2005, 1, 1)
_MINORS_FROM: Final = day(2009, 1, 1)  # under 18 until the end of 2026
_MINORS_TO: Final = day(2023, 1, 1)
_OFFICIAL: Final = 7  # the person of that place among each fifty is a public official
_PERMIT_PER_MILLE: Final = 5  # hold a Hong Kong or Macao permit in place of a citizen ID


class People:
    """The persons of one province, by number."""

    def __init__(self, census: Census, seed: int) -> None:
        self.census = census
        self._draws = Draws(seed, "person")
        place = len(_CITIES) * _SEQUENCES
        self._adult_ids = Shuffle((_ADULTS_TO - _ADULTS_FROM) * place, seed, "adults")
        self._minor_ids = Shuffle((_MINORS_TO - _MINORS_FROM) * place, seed, "minors")

    def name(self, person: int) -> str:
        draw = self._draws.at(person)
        return draw_person_name(draw, draw.chance(520))

    def male(self, person: int) -> bool:
        return self._draws.at(person).chance(520)

    def birth(self, person: int) -> int:
        return self._identity(person)[0]

    def of_age(self, person: int) -> int:
        """A day on which the person is 18: no office and no holding before it."""
        return self._identity(person)[0] + ADULT

    def any_adult(self, draw: Draw) -> int:
        return adult(draw.below(self.census.adults))

    def hub_adult(self, draw: Draw) -> int:
        """An adult by power law: few hold and sign for very many."""
        return adult(draw.skewed(self.census.adults))

    def any_official(self, draw: Draw) -> int:
        officials = (self.census.persons - _OFFICIAL + MINOR_EVERY - 1) // MINOR_EVERY
        return draw.below(officials) * MINOR_EVERY + _OFFICIAL

    def rows(self) -> Section:
        for person in range(self.census.persons):
            draw = self._draws.at(person)
            male = draw.chance(520)
            name = draw_person_name(draw, male)
            born, city, sequence = self._identity(person)
            row: dict[str, object] = {"key": f"p:{person}", "name": name}
            if draw.chance(_PERMIT_PER_MILLE):
                row["documentType"] = "HK_MACAU_PERMIT"
                row["documentNumber"] = f"H{person:010}"
                row["nationality"] = "CN"
            else:
                digits = ISO[born].replace("-", "")
                row["citizenId"] = complete_citizen_id(f"{city}99{digits}{sequence * 2 + male:03}")
            row["birthDate"] = ISO[born]
            row["sex"] = "MALE" if male else "FEMALE"
            if person % MINOR_EVERY == _OFFICIAL:
                row["publicOfficial"] = True
            if not is_minor(person):
                row["phone"] = mobile(draw)
            if draw.chance(300):
                row["address"] = draw_address(draw_area(draw), draw)
            yield "person", row

    def _identity(self, person: int) -> tuple[int, str, int]:
        """Day of birth, city and sequence: one-to-one with the person, so no two share a number."""
        if is_minor(person):
            first, place = _MINORS_FROM, self._minor_ids(person)
        else:
            first, place = _ADULTS_FROM, self._adult_ids(person)
        rest, sequence = divmod(place, _SEQUENCES)
        born, city = divmod(rest, len(_CITIES))
        return first + born, _CITIES[city], sequence + 1


def key(person: int) -> str:
    return f"p:{person}"

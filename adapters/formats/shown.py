"""How much of a refused value a message may repeat."""

from __future__ import annotations

MAX_SHOWN = 40
PERSONAL_DIGITS = 15  # the shortest form of a citizen ID
CLEAR_DIGITS = 6  # the region a citizen ID begins with tells nothing of the person


def shown(value: object) -> str:
    """A short text of a refused value for `Reject.value`.

    Lists and objects are named, not repeated. Text is cut at `MAX_SHOWN` characters; where it holds as many
    digits as a personal number, however they are spaced, the digits after the first six become stars.
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = starred(" ".join(str(value).split()))
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"


def starred(text: str) -> str:
    """The text; if it holds as many digits as a personal number, those after the first six as stars."""
    if sum(character.isdigit() for character in text) < PERSONAL_DIGITS:
        return text
    seen = 0
    characters = []
    for character in text:
        seen += character.isdigit()
        characters.append("*" if character.isdigit() and seen > CLEAR_DIGITS else character)
    return "".join(characters)

"""Money: whole fen inside, yuan with two decimals outside."""

from __future__ import annotations


def yuan(fen: int | None) -> str | None:
    """Fen as yuan with two decimals; None for an amount that is not known."""
    return None if fen is None else shown(fen)


def shown(fen: int) -> str:
    """An amount that is known."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"

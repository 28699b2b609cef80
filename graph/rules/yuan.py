"""Money: whole fen inside, yuan with two decimals outside."""

from __future__ import annotations


def yuan(fen: int | None) -> str | None:
    """Fen as yuan with two decimals; None for an amount that is not known."""
    if fen is None:
        return None
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"

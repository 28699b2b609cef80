"""What a caller may be, and one caller as its token says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graph.model.roles import Role


class Agency(StrEnum):
    """The bodies that a partner may act for."""

    RAILWAY = "RAILWAY"
    CIVIL_AVIATION = "CIVIL_AVIATION"
    CREDIT_OFFICE = "CREDIT_OFFICE"
    HRSS = "HRSS"
    MARKET = "MARKET"
    HOUSING = "HOUSING"
    NATURAL_RESOURCES = "NATURAL_RESOURCES"
    PUBLIC_SECURITY = "PUBLIC_SECURITY"
    FINANCE = "FINANCE"
    SASAC = "SASAC"
    UNION = "UNION"
    BANKING = "BANKING"


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """One caller, as its token says. `expires_at` is in seconds since 1970."""

    role: Role
    agency: Agency | None
    court: str | None  # the court's code, e.g. 鄂0112
    subject: str
    token_id: str
    expires_at: int

"""How kinds and relations of the model are called in the schema.

A kind has one type. A relation has a field at each end (None: not shown there) and a word for its edges.
"""

from __future__ import annotations

from dataclasses import dataclass

TYPES = {
    "PERSON": "Person",
    "COMPANY": "Company",
    "ARRANGEMENT": "Arrangement",
    "UNSPECIFIED": "UnspecifiedParty",
    "UNION": "Union",
    "MEDIATION_ORG": "MediationOrganisation",
    "GOVERNMENT_BODY": "GovernmentBody",
    "COURT": "Court",
    "CASE": "Case",
    "ENFORCEMENT_BASIS": "EnforcementBasis",
    "PROJECT": "Project",
    "ACCOUNT": "Account",
    "MEDIUM": "Medium",
    "LISTING": "Listing",
    "RESTRICTION": "Restriction",
    "JUDICIAL_FINDING": "JudicialFinding",
    "EXIT_BAN": "ExitBan",
    "DETENTION": "Detention",
    "FINE": "Fine",
    "FREEZE": "Freeze",
    "IMPACT_ASSESSMENT": "ImpactAssessment",
    "OBJECTION": "Objection",
    "CREDIT_REPAIR": "CreditRepair",
    "PERFORMANCE": "Performance",
    "MEASURE_DEFINITION": "MeasureDefinition",
    "PROPERTY_REPORT": "PropertyReport",
    "MEDIATION_TEXT": "MediationText",
}


@dataclass(frozen=True, slots=True)
class Ends:
    """`edge` is the stem of the edge's type; `out` the field on the source, `into` the field on the target."""

    edge: str
    out: str | None
    into: str | None


ENDS = {
    "SHAREHOLDER_OF": Ends("Shareholding", "investments", "shareholders"),
    "INFLUENCES": Ends("Influence", "influences", "influencedBy"),
    "BRANCH_OF": Ends("Branch", "branchOf", "branches"),
    "GUARANTOR_OF": Ends("Guarantee", "guarantees", "guarantors"),
    "NOMINEE_FOR": Ends("Nomination", "holdsFor", "nominees"),
    "ACTS_IN_CONCERT": Ends("Concert", "concertParties", None),
    "LEGAL_REP_OF": Ends("LegalRepresentation", "legalRepresentativeOf", "legalRepresentatives"),
    "PRINCIPAL_OF": Ends("PrincipalOffice", "principalOfficerOf", "principalOfficers"),
    "DIRECTLY_RESPONSIBLE_FOR": Ends("DirectResponsibility", "directlyResponsibleFor", "directlyResponsible"),
    "DIRECTOR_OF": Ends("Directorship", "directorOf", "directors"),
    "SUPERVISOR_OF": Ends("Supervisorship", "supervisorOf", "supervisors"),
    "MANAGER_OF": Ends("Management", "managerOf", "managers"),
    "EMPLOYS": Ends("Employment", "employees", "employers"),
    "RELATIVE_OF": Ends("Kinship", "relatives", None),
    "SUPERVISED_BY": Ends("Supervision", "superiors", "supervises"),
    "SUBORDINATE_TO": Ends("CourtTier", "higherCourts", "lowerCourts"),
    "HEARD_BY": Ends("Hearing", "courts", "hears"),
    "PARTY_TO": Ends("CaseParty", "cases", "parties"),
    "ENFORCES": Ends("BasisOfCase", "bases", "enforcedIn"),
    "CONTRACTS_FOR": Ends("Contract", "contractsFor", "contractors"),
    "TAKES_PART_IN": Ends("ProjectPart", "projects", "participants"),
    "OWNS_ACCOUNT": Ends("AccountOwnership", "accounts", "owners"),
    "TRANSFERS": Ends("Transfer", "transfersOut", "transfersIn"),
    "SIGNS_IN": Ends("SignIn", "signIns", "signIns"),
    "USES": Ends("MediumUse", "media", "users"),
    "REPORTS_PROPERTY": Ends("PropertyReporting", "propertyReports", "reporters"),
    "MEDIATES": Ends("MediationPart", "mediationTexts", "mediationParties"),
    "TARGETS": Ends("OrderTarget", "targets", "orders"),
}

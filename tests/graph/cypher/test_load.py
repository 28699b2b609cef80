from __future__ import annotations

from graph.cypher.load import create_relations


def test_a_property_that_the_model_does_not_declare_stays_out_of_the_text() -> None:
    """What ends is created again from what the graph had, and others may have written to it."""
    told = {"share": 0.5, "grade": "A", "review-note": "见附件"}
    statement = create_relations("SHAREHOLDER_OF", [("a", "s", "b", told)], "2026-01-01T00:00:00.000000Z")
    assert "review-note" not in statement.text and "share: row[3]" in statement.text
    assert {0.5, "A"} <= set(statement.parameters["rows"][0][3])


def test_rows_with_other_attributes_have_one_text() -> None:
    texts = {
        create_relations("SHAREHOLDER_OF", [("a", "s", "b", told)], "2026-01-01T00:00:00.000000Z").text
        for told in ({"share": 0.5}, {"shareMin": 0.1, "shareMax": 0.2}, {})
    }
    assert len(texts) == 1

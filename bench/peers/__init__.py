"""The hub beside what a team would otherwise take, on the same Neo4j, with the same data, in turns."""

"""GraphQL over HTTP, and the bounds of a connection."""

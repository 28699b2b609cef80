"""GraphQL over a WebSocket: the protocol `graphql-transport-ws`."""

"""Who is answered: the command line, the HTTP door, the GraphQL schema."""

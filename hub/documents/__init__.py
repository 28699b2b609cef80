"""A GraphQL document as text: within bounds, its one operation, what it may cost."""

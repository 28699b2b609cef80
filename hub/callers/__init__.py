"""Who is asking: what a caller is, how it proves it, and the development issuer of tokens."""

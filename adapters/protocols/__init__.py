"""How the hub speaks to an agency: one file a protocol; `envelope`, `signing` and `http` are shared."""

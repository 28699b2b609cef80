"""Who is asked and told: formats, loading; protocols and agencies come beside them."""

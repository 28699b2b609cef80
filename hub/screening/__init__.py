"""A partner's own side: a file of parties asked about over the hub's API, as any client would."""

"""Who owns, who controls, how two are tied: fetches ties, has the rules of `graph.rules` judge them, shows it."""

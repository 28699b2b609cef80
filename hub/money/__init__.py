"""Money in time order: reads transfers of a window, has `graph.rules.money` trace them, shows what it says."""

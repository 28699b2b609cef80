"""Money in time order: what of an inflow left again, in circles, in parts."""

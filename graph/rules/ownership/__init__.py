"""Who owns a company, through others and in circles: exact shares, with bounds where something is unknown."""

"""Whether agencies hold what they were told: their list and count against ours, both ways, changing nothing."""

"""Who did what to whom, where, when, with how many casualties, according to whom."""

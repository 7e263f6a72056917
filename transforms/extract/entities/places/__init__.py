"""Places: which place of the gazetteer a name means."""

"""Places: which place a name stands for, and where organisations and the article itself are located."""

"""Events: who did what to whom, where and when, with which casualties, according to whom."""

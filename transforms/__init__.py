"""The steps a run is made of: one file a step, a pure function and the transform around it."""

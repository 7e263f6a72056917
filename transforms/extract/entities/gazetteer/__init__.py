"""Places of the world: built from GeoNames data, kept in the user's cache, asked by name."""

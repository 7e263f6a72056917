"""The gazetteer: places of the world by name, built from GeoNames data and cached in the user's cache folder."""

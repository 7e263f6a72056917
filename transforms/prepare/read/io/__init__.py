"""Files: opened, their format found, decompressed."""

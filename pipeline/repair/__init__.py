"""Damage in an output folder: found by `newsbeam check`, repaired so that the next run reads again what was lost."""

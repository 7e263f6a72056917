"""The page of an output folder: what happened in a period, in plots and in a table of incidents."""

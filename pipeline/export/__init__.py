"""Tables as files in formats that other data sets on events have: columns, codes, and a query for each."""

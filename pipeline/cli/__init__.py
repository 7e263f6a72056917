"""The command line: its commands, what they print and how they end."""

"""The pattern language that event triggers and casualties are written in, and its one matcher."""

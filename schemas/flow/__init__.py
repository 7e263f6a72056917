"""What flows between the steps: records read, parsed, staged, annotated."""

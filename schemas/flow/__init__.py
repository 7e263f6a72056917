"""Records passed between the steps: input records, parsed records, staged and annotated articles."""

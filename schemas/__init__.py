"""What flows through newsbeam and what comes out of it: frozen typed records, ids, the codebook, table schemas."""

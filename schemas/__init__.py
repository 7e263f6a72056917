"""The records that flow through newsbeam and the rows it writes; ids, the codebook and the table schemas."""

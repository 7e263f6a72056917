"""What is of one language: a folder of data each."""

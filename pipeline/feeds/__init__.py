"""What a stream on one machine reads: files as they appear, and messages as they are published."""

"""What LINK makes of articles that a run has coded, without a run: for its figures, and to fit its models."""

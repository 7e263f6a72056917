"""Stories: articles on one matter."""

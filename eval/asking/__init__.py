"""Questions out of sentences: what can be asked for, and the question words in its place."""

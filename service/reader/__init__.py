"""Readers: from passages to the span that answers."""

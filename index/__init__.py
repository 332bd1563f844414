"""Passages, vectors and terms: what is searched, and how."""

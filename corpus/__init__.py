"""Documents: read, cleaned, dated and kept."""

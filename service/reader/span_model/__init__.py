"""The trained reader: the bundled encoder with an adapter, reading question and passage together (docs/reader.md)."""

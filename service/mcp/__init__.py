"""The Model Context Protocol: assistants ask here by themselves. Five tools that only read, over stdin or HTTP (ADR 0013)."""

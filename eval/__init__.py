"""How good the answers are, measured the same way for everybody."""

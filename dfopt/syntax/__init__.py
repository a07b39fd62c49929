"""Text to syntax tree and back, without losing a character."""

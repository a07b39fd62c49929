"""Builders as processes, images as files, and the comparison of what they made."""

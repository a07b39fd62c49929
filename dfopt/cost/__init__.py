"""What rebuilds cost, and which order of instructions costs least."""

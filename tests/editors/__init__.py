"""dfopt in editors and in what else runs formatters, as the documents say to set it up."""

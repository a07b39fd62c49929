"""Files on disk: which ones there are, how they are read, and how they are written safely."""

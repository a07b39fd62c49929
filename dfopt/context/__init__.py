"""The build context: what files there are, which of them a build sees, and which a COPY takes."""

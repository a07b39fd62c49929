"""What an instruction reads and writes, and which instructions may change places."""

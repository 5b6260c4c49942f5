"""What is a staged table? Where it lies, its kind, round and municipality, and which column is which."""

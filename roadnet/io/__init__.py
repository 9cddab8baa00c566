"""Reading and writing: the only code that opens data files."""

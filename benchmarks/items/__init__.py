"""The questions, each asked of the program and of its peers, and whether their answers agree."""

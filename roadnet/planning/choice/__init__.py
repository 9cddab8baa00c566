"""Which projects to choose for the money: the problem, the greedy answer, the proven bound."""

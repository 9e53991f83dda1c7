"""Training and evaluation of retrievers: recipes, the loop, metrics, tables."""

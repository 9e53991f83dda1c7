"""Dataset adapters: a dataset yields (sketch, photo) pairs of a split, whatever its files are."""

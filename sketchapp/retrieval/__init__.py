"""The gallery, its index, and the live search over it."""

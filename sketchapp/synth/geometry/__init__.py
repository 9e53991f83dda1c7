"""Meshes, the paths they follow, and the primitives they are built from."""

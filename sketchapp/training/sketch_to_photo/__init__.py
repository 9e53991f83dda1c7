"""Training of sketch-to-photo networks, and what is measured of them."""

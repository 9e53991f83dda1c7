"""Training of translators: pix2pix and CycleGAN on the pairs of sketch-to-photo."""

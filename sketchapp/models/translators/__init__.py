"""Plain image translation from sketches to photos: the baselines pix2pix and CycleGAN."""

"""From sketches to photos: an encoder of sketches in front of a StyleGAN2."""

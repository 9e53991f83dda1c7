"""StyleGAN2 in plain PyTorch: the generator, the discriminator it is trained against, and files."""

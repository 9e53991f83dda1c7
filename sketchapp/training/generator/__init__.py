"""Training of the generator on photos, and what its latent rows turn out to mean."""

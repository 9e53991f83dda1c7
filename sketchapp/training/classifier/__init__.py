"""Training of the sketch classifier: data, variation, the loop, the card."""

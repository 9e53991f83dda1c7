"""What the command line offers: one short function a verb, which calls the module that does it."""

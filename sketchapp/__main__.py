"""`python -m sketchapp VERB`: everything but serving the page."""

from sketchapp.cli import main

main()

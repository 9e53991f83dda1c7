"""What is measured, one file per question; `python -m sketchapp bench` runs them."""

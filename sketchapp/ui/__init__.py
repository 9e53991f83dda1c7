"""The web page: the canvas, the panels beside it, and the API."""

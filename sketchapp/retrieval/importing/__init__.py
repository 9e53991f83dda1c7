"""From a folder, uploaded files or a zip of photos to a gallery."""

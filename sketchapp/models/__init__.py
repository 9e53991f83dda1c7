"""Networks, their weights on disk, and how pictures are put before them."""

"""What can be rendered: families of products, their parameters and their materials."""

"""Gray-scale images: a file for each family; what they share is in ``parts``."""

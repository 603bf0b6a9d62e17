"""Color and spectral Doppler: a file for each family; what they share is in ``parts``."""

"""What the gray-scale families share: the model of an image, its PNG, the screen around it."""

"""What the Doppler families share: physics, colors, moving blood, the scanner's screen, words."""

"""What the gray-scale families share: beams, phantoms, scan lines, graphs, the screen around."""

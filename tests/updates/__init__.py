"""Releases of small decks, and students who import them into real Anki and study in between."""

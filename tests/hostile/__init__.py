"""Decks, packages and logs that nobody should be given, made by the modules here."""

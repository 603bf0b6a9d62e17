"""Pages: what a deck looks like outside of Anki, as tables, one HTML file, or a site.

In: a ``Compiled`` deck, for the site also the ``Plan`` of its release. Out: texts and files.
Read first: ``rendering.py``, Anki's rules of templates, which the preview and the site share.
"""

MODULES = ("ankiweb", "coverage", "listing", "preview", "site", "webtext")
"""Handed out whole, each loaded by whoever imports it from here."""

"""``lsp``: the language server, for editors."""

from __future__ import annotations

import click


@click.command()
def lsp() -> None:
    """Answer an editor about the sheets that are open in it, over stdin and stdout.

    A language server (LSP): your editor starts it, you don't. It reports what 'sonodeck check'
    reports as you type, completes keys, ids, sources, tags, and files, shows the cards of a fact,
    renames ids, and offers the fixes of 'check --fix'. It writes no file.
    """
    try:
        from sonodeck.cli import languageserver
    except ImportError as error:
        raise click.UsageError(
            "lsp needs pygls, which is not installed: pip install 'sonodeck[lsp]'"
        ) from error
    languageserver.serve()

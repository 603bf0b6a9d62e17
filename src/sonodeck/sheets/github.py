"""The workflow for GitHub that ``sonodeck new deck --github`` adds: it checks and it releases.

Its steps are plain shell: tests/test_github.py runs them, with a stand-in for GitHub's own ``gh``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath

WORKFLOWS = Path(".github") / "workflows"
ISSUE = Path(".github") / "ISSUE_TEMPLATE" / "card.md"
ISSUE_TEXT = """\
---
name: A mistake on a card
about: What the link on the back of a card opens
---
What is wrong on the card that the title names?

What would be right, and which source says so?
"""
_REMOTE = re.compile(
    r"(?:https://(?:[^/@\s]+@)?|git@|ssh://git@)github\.com[:/]([\w.-]+)/([\w.-]+?)(?:\.git)?/?"
)

_WORKFLOW = """\
# Every push: the deck is checked, and each finding is shown next to its line.
# A tag such as @name@-1: the deck is built since the last release, and becomes a release.
# requirements.txt says which sonodeck to install.
name: @name@
on:
  push:
    branches: ['**']
    tags: ['@name@-*']
  pull_request:

jobs:
  deck:
    runs-on: ubuntu-latest
    permissions: {contents: write}
    defaults: {run: {shell: bash}}
    env:
      DECK: @folder@
      NAME: @name@ # the tag in deck.yaml, which names the packages
      GH_TOKEN: ${{ github.token }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {python-version: '3.13'}
      - name: Install
        run: pip install -r requirements.txt
      - name: Check
        run: sonodeck check "$DECK" --strict --format github

      - name: Build since the last release
        if: github.ref_type == 'tag'
        run: |
          gh release list --exclude-drafts --exclude-pre-releases --limit 1000 \\
            --json tagName --jq '.[].tagName' > releases.txt
          last=$(grep "^$NAME-" releases.txt | grep -vxF -e "$GITHUB_REF_NAME" | head -n 1 || true)
          if [ -n "$last" ]; then
            gh release download "$last" --dir last \\
              --pattern "$NAME.apkg" --pattern "$NAME-retired.apkg"
            sonodeck build "$DECK" --since "last/$NAME.apkg" -o out
            sonodeck diff "$DECK" --against "last/$NAME.apkg" --format md > notes.md
          else
            sonodeck build "$DECK" -o out
            echo "The first release: import \\`$NAME.apkg\\` into Anki." > notes.md
          fi
      - name: The quiz as a site
        if: github.ref_type == 'tag'
        run: |
          sonodeck site "$DECK" -o "$NAME-site"
          python -m zipfile -c "out/$NAME-site.zip" "$NAME-site"
      - name: Publish
        if: github.ref_type == 'tag'
        run: |
          gh release create "$GITHUB_REF_NAME" out/* --verify-tag \\
            --title "$GITHUB_REF_NAME" --notes-file notes.md
"""


def report(remote: str) -> str:
    """The line in deck.yaml for the link on each card; a comment for other addresses."""
    found = _REMOTE.fullmatch(remote)
    mark, owner, name = ("", *found.groups()) if found else ("# ", "OWNER", "NAME")
    link = f"https://github.com/{owner}/{name}/issues/new?template={ISSUE.name}&title={{key}}"
    return f"# The link on the back of every card that reports a mistake.\n{mark}report: {link}\n"


def workflow(name: str, folder: PurePosixPath) -> str:
    """The workflow of a deck; ``folder`` is its place in the repository, ``name`` its tag."""
    shown = json.dumps(str(folder), ensure_ascii=False)
    return _WORKFLOW.replace("@name@", name).replace("@folder@", shown)

"""The quiz as a package for learning platforms: SCORM 1.2, a zip with a manifest.

What stands in the manifest is in ADL's "SCORM Content Aggregation Model", version 1.2 (2001),
2.3; what the page then says to the platform is in ``web/src/platform.ts``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sonodeck.common.zips import zipped
from sonodeck.pages.site.forms import Quiz

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = {
    "xmlns": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    "xmlns:adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
}


def package(quiz: Quiz, files: Mapping[str, bytes]) -> bytes:
    """A zip of the files of a page, ``index.html`` among them, and the deck's media.

    Raises OSError where a file of the media folder is gone.
    """
    media = {name: one.read() for name, one in sorted(quiz.media.items())}
    content = {**dict(sorted(files.items())), **media}
    return zipped([("imsmanifest.xml", _manifest(quiz, list(content))), *content.items()])


def _manifest(quiz: Quiz, names: list[str]) -> bytes:
    """What a platform reads first: one organization, with one item that tells a score."""
    title = _NO_XML.sub("", quiz.deck.title)
    manifest = Element("manifest", {"identifier": f"sonodeck-{quiz.deck.id}", **_SPACES})
    metadata = SubElement(manifest, "metadata")
    SubElement(metadata, "schema").text = "ADL SCORM"
    SubElement(metadata, "schemaversion").text = "1.2"
    organizations = SubElement(manifest, "organizations", default="deck")
    organization = SubElement(organizations, "organization", identifier="deck")
    SubElement(organization, "title").text = title
    item = SubElement(organization, "item", identifier="quiz", identifierref="page")
    SubElement(item, "title").text = title
    sco = {"type": "webcontent", "adlcp:scormtype": "sco", "href": "index.html"}
    resources = SubElement(manifest, "resources")
    resource = SubElement(resources, "resource", {"identifier": "page", **sco})
    for name in names:
        SubElement(resource, "file", href=quote(name))
    indent(manifest)
    return bytes(tostring(manifest, "utf-8", xml_declaration=True))

"""Vessels whose flow has a name of its own, by the end that it runs to."""

from __future__ import annotations

from sonodeck.common.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A vessel: the end that blood normally runs to, the other one, and both flows as answers."""

    name: str
    ends: tuple[str, str]
    usual: str
    turned: str


VERTEBRAL = Named(
    "vertebral artery", ("head", "chest"), "Antegrade: toward the head",
    "Retrograde: away from the head",
)  # fmt: skip
PORTAL = Named(
    "portal vein", ("liver", "spleen"), "Hepatopetal: into the liver",
    "Hepatofugal: out of the liver",
)  # fmt: skip
SAPHENOUS = Named(
    "great saphenous vein", ("groin", "foot"), "Antegrade: toward the groin",
    "Retrograde: toward the foot",
)  # fmt: skip

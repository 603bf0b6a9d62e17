"""Scenes: parameters → an answer that physics computes, and the picture that is asked about.

In: the plain texts of a scene in a sheet (``read``). Out: ``Scene``, its ``Solution`` and its
``Drawing``. Knows nothing of sheets, cards or Anki. Read first: ``scene.py``; then a family, such
as ``doppler/direction.py``.
"""

from sonodeck.scenes.drawings import drawing_of
from sonodeck.scenes.families import FAMILIES, read
from sonodeck.scenes.parameters import Number, OneOf, Parameter, parameters
from sonodeck.scenes.scene import Impossible, Scene, Solution

__all__ = (
    "FAMILIES",
    "Impossible",
    "Number",
    "OneOf",
    "Parameter",
    "Scene",
    "Solution",
    "drawing_of",
    "parameters",
    "read",
)

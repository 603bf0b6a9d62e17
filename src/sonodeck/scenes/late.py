"""numpy, loaded when the first picture of pixels is computed, and the types of its arrays.

Reading a scene, asking about it, and taking its pictures from the cache need no numpy, which takes
longer to load than all of sonodeck.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ("Mask", "Real", "Shades", "Whole", "np")

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy as np
    from numpy.typing import NDArray

    Whole: TypeAlias = NDArray[np.int64]
    Real: TypeAlias = NDArray[np.float64]
    Mask: TypeAlias = NDArray[np.bool_]
    Shades: TypeAlias = NDArray[np.uint8]
else:
    Whole = Real = Mask = Shades = object

    class _Numpy:
        """As the module, whose names are looked up once each."""

        def __getattr__(self, name):
            import numpy

            found = getattr(numpy, name)
            setattr(self, name, found)
            return found

    np = _Numpy()

"""95 % intervals of what was sampled: of a class, or of the questions of an exam."""

from __future__ import annotations

import math
import statistics

SIGMAS = statistics.NormalDist().inv_cdf(0.975)
"""Standard errors on each side of a 95 % interval."""


def wilson(known: int, of: int) -> tuple[float, float]:
    """The shares between which the true one lies; all of them where nothing was sampled.

    By Wilson (1927), J Am Stat Assoc 22:209, which holds for few, too; recommended by Brown, Cai,
    and DasGupta (2001), Stat Sci 16:101.
    """
    if not of:
        return 0.0, 1.0
    share, spread = known / of, SIGMAS * SIGMAS / of
    middle = (share + spread / 2) / (1 + spread)
    half = SIGMAS * math.sqrt((share * (1 - share) + spread / 4) / of) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)

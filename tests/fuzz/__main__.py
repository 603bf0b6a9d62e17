"""`python -m tests.fuzz MINUTES [TARGET…]`: search until the time is over, target after target."""

import random
import sys
import time

from hypothesis import HealthCheck, given, seed, settings

from tests.fuzz.targets import Target, targets

ROUND = 200
"""Inputs of one target before the next has its turn."""


def searched(target: Target, number: int, inputs: int) -> None:
    """Try so many inputs, those that belong to this number. Raises what the check raises."""
    patient = settings(
        max_examples=inputs, deadline=None, database=None, print_blob=False,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    seed(number)(patient(given(target.inputs)(target.check)))()


def main(minutes: float, names: list[str]) -> int:
    chosen = {name: one for name, one in targets().items() if not names or name in names}
    end = time.monotonic() + minutes * 60
    tried = dict.fromkeys(chosen, 0)
    while time.monotonic() < end:
        for name, target in chosen.items():
            number = random.SystemRandom().randrange(1 << 32)
            try:
                searched(target, number, ROUND)
            except BaseException:
                print(f"{name}: searched({name!r}, {number}, {ROUND})", flush=True)  # noqa: T201
                raise
            tried[name] += ROUND
    print(", ".join(f"{name}: {count}" for name, count in tried.items()))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))

"""`python -m tests.fuzz TRIES [TARGET…]`: so many inputs of each target, a few of each in turn."""

import random
import sys

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


def main(tries: int, names: list[str]) -> int:
    chosen = {name: one for name, one in targets().items() if not names or name in names}
    for done in range(0, tries, ROUND):
        for name, target in chosen.items():
            number, inputs = random.SystemRandom().randrange(1 << 32), min(ROUND, tries - done)
            try:
                searched(target, number, inputs)
            except BaseException:
                print(f"{name}: searched({name!r}, {number}, {inputs})", flush=True)  # noqa: T201
                raise
    print(f"{tries} of each: {', '.join(chosen)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))

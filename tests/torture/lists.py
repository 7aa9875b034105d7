"""The two lists handled at random: `python -m tests.torture.lists 10000` makes at least so many attempts."""

import sys

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.helpers.lists_machine import Lists

STEPS = 100


def main(arguments: list[str]) -> int:
    """Run until so many attempts were made; 1 and the shortest failing path when a rule is broken."""
    wanted = int(arguments[0]) if arguments else 10_000
    while Lists.steps < wanted:
        run_state_machine_as_test(Lists, settings=settings(
            max_examples=max(1, min(20, (wanted - Lists.steps) // STEPS)), stateful_step_count=STEPS,
            deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck), database=None))
        sys.stdout.write(f"{Lists.steps} 步，没有一家同时在两个名单上。\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The long run of the complaints' state machine: python -m tests.torture.complaints [steps].

At least 10,000 steps unless said otherwise; ends with the number of steps made, or with the failing example.
"""

import sys
from collections.abc import Sequence

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from desktop.app.features import STREET
from tests.helpers.complaint_machine import ComplaintDesk

STEPS_A_DESK = 50


def main(arguments: Sequence[str]) -> int:
    """Run as many desks as the steps need."""
    steps = int(arguments[0]) if arguments else 10_000
    assert STREET, "the street declares every table"
    made = settings(
        phases=(Phase.generate, Phase.shrink),
        max_examples=-(-steps // STEPS_A_DESK),
        stateful_step_count=STEPS_A_DESK,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(ComplaintDesk, settings=made)
    sys.stdout.write(f"投诉：{steps} 步，没有一件未核先结，没有一个工单号立成两件。\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

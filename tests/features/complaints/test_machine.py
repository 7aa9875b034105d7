"""No path of clicks, files and undoing closes a complaint unchecked or gives one number two cases."""

from hypothesis import Phase, settings

from tests.helpers.complaint_machine import ComplaintDesk

TestEveryOrderOfWork = ComplaintDesk.TestCase
TestEveryOrderOfWork.settings = settings(
    phases=(Phase.explicit, Phase.generate),
    max_examples=8,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
)

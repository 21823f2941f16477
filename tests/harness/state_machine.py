"""The rules of a service, tried in any order: hypothesis state machines on real PostgreSQL."""

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def run_in_any_order(
    machine: Callable[[], RuleBasedStateMachine], examples: int, steps: int
) -> None:
    """Plays a machine `examples` times, at most `steps` rules each; a database has no deadline."""
    run_state_machine_as_test(
        machine,  # type: ignore[arg-type]  # any factory will do
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

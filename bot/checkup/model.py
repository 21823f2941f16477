"""The language model: whether there is one, and of today's inputs."""

from bot.checkup.finding import Finding, fault, ok, warning
from bot.understanding.environment import python
from bot.understanding.training import current_model, last_good_model


def check() -> Finding:
    """Whether Rasa can be started, and with what."""
    part, mend = "model", "Run `enlace train`; `enlace serve` does it by itself at its start."
    if not python().exists():
        return fault(part, "Rasa is not installed", "Run `make setup` in the checkout.")
    if current_model().exists():
        return ok(part, f"{current_model().name}, of today's inputs")
    if last_good_model() is None:
        return fault(part, "there is none yet", mend)
    return warning(part, "it was trained before its inputs changed", mend)

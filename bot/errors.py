"""The errors the service raises, drawn once.

EnlaceError                what a person did or must mend: one sentence and a way out
├── SetupError             a setting, a folder, a database or a model that is missing or wrong
└── Unavailable            a part or provider that does not answer now; tried again later
    ├── RasaUnavailable    Rasa, or what it needs, is down
    │   └── TurnGivenUp    Rasa was reached and failed on this very message
    └── ProviderUnavailable  a provider refused for now: nothing was sent
        └── OutcomeUnknown   a provider may or may not have sent: look up before a repeat
"""


class EnlaceError(Exception):
    """Something a person can mend; its text is one sentence that says how."""


class SetupError(EnlaceError):
    """A setting, folder, database or model that is missing or wrong."""


class Unavailable(EnlaceError):
    """Something that does not answer now and will be asked again."""


class RasaUnavailable(Unavailable):
    """Rasa, or what it needs, is down; nothing of the turn was saved."""


class TurnGivenUp(RasaUnavailable):
    """Rasa was reached and failed on this very message; nothing of the turn was saved."""


class ProviderUnavailable(Unavailable):
    """A provider refused for now; nothing was sent."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds to wait, where the provider said so."""


class OutcomeUnknown(ProviderUnavailable):
    """The provider may or may not have accepted the message."""

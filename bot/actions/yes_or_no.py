"""How sure the classifier must be of a yes or a no that no list of words knows."""

from bot.services.phrases import answer, plain

YES_OR_NO = frozenset({"affirm", "deny"})
FLOOR = 0.7
"""Confidence from which the classifier's yes or no is one. Of the 103 in the dev, the fresh and the
unseen set (tests/understanding), 67 are in the lists of words (`bot.services.words`), which need no
floor; of the other 36, three stay below. So do two of the three messages that are neither and that
the classifier takes for one, and what it has no idea of: "go away" (0.46), "escape", any emoji
(0.24 to 0.27), "discontinue" (0.65). Who is asked again loses a moment; a yes that was none
promises too much."""


def is_doubtful(text: str, intent: str, confidence: float) -> bool:
    """Whether a message that was understood as a yes or a no may as well be neither."""
    return intent in YES_OR_NO and confidence < FLOOR and answer(plain(text)) is None

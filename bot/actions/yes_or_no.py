"""How sure the classifier must be of a yes or a no that no list of words knows."""

from bot.services.phrases import answer, plain

YES_OR_NO = frozenset({"affirm", "deny"})
FLOOR = 0.7
"""Confidence from which the classifier's yes or no is one. Of the 75 in the dev and the fresh set
(tests/understanding), 52 are in the lists of words (`bot.services.words`), which need no floor; of
the other 23, all reach it but "no baby I sure don't" and a thumb, which choices know. The two
messages that are neither and that the classifier takes for one stay below (0.65: a name, and "no
c"), as does what it has no idea of: "go away", "escape", "terminar", any emoji (0.22 to 0.33), and
"discontinue" (0.67). Who is asked again loses a moment; a yes that was none promises too much."""
UNCLEAR = "nlu_fallback"
"""The intent that a doubtful one is heard as: Rasa's name for what it is not sure of."""


def is_doubtful(text: str, intent: str, confidence: float) -> bool:
    """Whether a message that was understood as a yes or a no may as well be neither."""
    return intent in YES_OR_NO and confidence < FLOOR and answer(plain(text)) is None

"""What `enlace doctor` looks at: each check says what is wrong and how to mend it, in a sentence.

A check is a function that gives findings; none changes anything, and none shows a secret.
"""

from bot.checkup.everything import examine
from bot.checkup.finding import Finding, State

__all__ = ["Finding", "State", "examine"]

"""Whether a message asks something, in any language we speak."""

import re

from bot.conversation.words import plain

HESITANT_WORDS = 3
_OPENING = re.compile(
    r"(who|what|when|where|why|how|which|can|could|do|does|is|are|will|would|should"
    r"|quien|q|que|cuando|donde|por que|para que|como|cual|cuanto|cuanta|puedo|puede|es cierto)\b"
)
_WHAT = re.compile(
    r"\b(what (is|are|does|do)|what ?s|how (does|do)\b.*\bwork"
    r"|(que|q|k) (es|son|significa|quiere decir)|como funciona)\b"
)
_WHY = re.compile(r"\b(why|what for|how come|reason|por ?que|para que|pa que|xq|pq|razon|motivo)\b")


def is_question(text: str) -> bool:
    """Whether a text asks: a question mark, or a word that questions begin with."""
    return "?" in text or "¿" in text or bool(_OPENING.match(plain(text)))


def is_hesitant(text: str) -> bool:
    """Whether a text is an answer given with a question mark: "saturday?", "the first?"."""
    return len(plain(text).split()) <= HESITANT_WORDS and not _OPENING.match(plain(text))


def asks_what(text: str) -> bool:
    """Whether a text asks what something is: "what is that?", "q es eso"."""
    return bool(_WHAT.search(plain(text)))


def asks_why(text: str) -> bool:
    """Whether a text asks for a reason."""
    return bool(_WHY.search(plain(text)))

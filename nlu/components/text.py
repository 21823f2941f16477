"""How people text, made even: one spelling for many, while every word keeps its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# One short form, one long form. Two languages share the table: where a form means something in both
# ("k" is "ok" alone and "que" within a sentence), the sentence wins.
SHORTHAND: dict[str, str] = {
    # English
    "u": "you", "ya'll": "you all", "yall": "you all", "ur": "your", "r": "are",
    "pls": "please", "plz": "please", "plez": "please", "pleas": "please",
    "thx": "thanks", "thnx": "thanks", "thanx": "thanks", "tks": "thanks", "tnx": "thanks",
    "ty": "thank you", "tysm": "thank you so much", "thankyou": "thank you", "np": "no problem",
    "nvm": "never mind", "nevermind": "never mind", "idk": "i dont know",
    "dunno": "dont know", "gonna": "going to", "wanna": "want to", "gotta": "got to",
    "lemme": "let me",
    "gimme": "give me", "imma": "im going to", "tryna": "trying to", "kinda": "kind of",
    "cuz": "because", "cause": "because", "bc": "because", "coz": "because", "b4": "before",
    "2day": "today", "tdy": "today", "tmrw": "tomorrow", "tmr": "tomorrow", "tomoro": "tomorrow",
    "tomorow": "tomorrow", "tmw": "tomorrow", "2moro": "tomorrow", "2nite": "tonight",
    "tonite": "tonight", "nite": "night", "wat": "what", "wut": "what", "whats": "what is",
    "wats": "what is", "hw": "how", "wen": "when", "wer": "where", "wheres": "where is",
    "hows": "how is", "whos": "who is", "abt": "about", "ppl": "people", "msg": "message",
    "msgs": "messages", "txt": "text", "txts": "texts", "txting": "texting", "appt": "appointment",
    "appl": "application", "cert": "certificate", "certs": "certificates", "info": "information",
    "diff": "different", "reg": "register", "sched": "schedule", "resched": "reschedule",
    "addy": "address", "num": "number", "wk": "week", "wks": "weeks", "mos": "months",
    "w": "with", "wo": "without", "n": "and", "da": "the", "dat": "that", "dis": "this",
    "dey": "they",
    "rn": "right now", "asap": "as soon as possible", "im": "i am", "ive": "i have",
    "ill": "i will",
    "cant": "can not", "cannot": "can not", "dont": "do not", "doesnt": "does not",
    "didnt": "did not", "wont": "will not", "isnt": "is not", "wasnt": "was not",
    "havent": "have not",
    "couldnt": "could not", "thats": "that is", "theres": "there is", "yea": "yes", "yeah": "yes",
    "yep": "yes", "yup": "yes", "yeh": "yes", "ye": "yes", "nope": "no", "nah": "no", "naw": "no",
    "okay": "ok", "oki": "ok", "kk": "ok", "hii": "hi", "hiya": "hi", "helo": "hello", "hv": "have",
    "hav": "have", "sum1": "someone", "every1": "everyone", "any1": "anyone", "ofc": "of course",
    "prog": "program", "apt": "apartment", "yrs": "years", "yr": "year",
    # Spanish
    "q": "que", "qu": "que", "ke": "que", "k": "que", "qe": "que", "xq": "porque", "xk": "porque",
    "pq": "porque", "pk": "porque", "porq": "porque", "porke": "porque", "xke": "porque",
    "x": "por", "xfa": "por favor", "xfavor": "por favor", "porfa": "por favor",
    "porfas": "por favor",
    "porfis": "por favor", "porfavor": "por favor", "pofavor": "por favor", "pf": "por favor",
    "tmb": "tambien", "tb": "tambien", "tbn": "tambien", "tmbn": "tambien", "tambn": "tambien",
    "dnd": "donde", "dond": "donde", "cdo": "cuando", "cnd": "cuando", "cuand": "cuando",
    "cm": "como", "komo": "como", "kmo": "como", "kiero": "quiero", "qiero": "quiero",
    "kien": "quien", "qien": "quien", "aki": "aqui", "aka": "aca", "ak": "aqui",
    "bn": "bien", "grax": "gracias", "grcs": "gracias", "grasias": "gracias", "gracia": "gracias",
    "d": "de", "dl": "del", "pa": "para", "pal": "para el", "toy": "estoy", "ta": "esta",
    "sta": "esta", "stoy": "estoy", "cuant": "cuanto", "ud": "usted", "uds": "ustedes",
    "vd": "usted",
    "msj": "mensaje", "msjs": "mensajes", "mjs": "mensajes", "mensage": "mensaje",
    "mensages": "mensajes", "tel": "telefono", "cel": "celular", "esq": "es que", "aunq": "aunque",
    "nms": "nada mas", "nomas": "nada mas", "sip": "si", "sipi": "si", "nop": "no", "nel": "no",
    "asta": "hasta", "ola": "hola", "aser": "hacer", "ase": "hace", "aplicasion": "aplicacion",
    "inscrivir": "inscribir", "inscrivirme": "inscribirme", "boy": "voy", "ablar": "hablar",
    "abla": "habla", "ablan": "hablan", "kisiera": "quisiera", "nesesito": "necesito",
    "necesitp": "necesito", "nesecito": "necesito", "vrd": "verdad",
    "finde": "fin de semana", "compu": "computadora", "compus": "computadoras",
}  # fmt: skip

_WORD = re.compile(
    r"""[\w.+-]+@[\w-]+(?:\.[\w-]+)+        # an e-mail address
    |\d{1,2}:\d{2}                          # a time of day
    |\d{1,2}/\d{1,2}(?:/\d{2,4})?           # a date
    |\d+(?:[.,]\d+)+                        # 1,000
    |[^\W_]+(?:['’´`][^\W\d_]+)*            # a word, with its apostrophes
    |[^\w\s]|_                              # any other sign, alone""",
    re.VERBOSE,
)
_LONG = re.compile(r"([^\W\d_])\1{2,}")
_APOSTROPHE = re.compile(r"['’´`]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, where it stands in the message, and the even spelling of it."""

    text: str
    start: int
    end: int
    norm: str


def plain(text: str) -> str:
    """Lower case, no accents, no drawn-out letters: "¡HOLAAA, José!" becomes "¡hola, jose!"."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return _LONG.sub(r"\1", text)


def words(text: str) -> list[Word]:
    """The words of a message with their offsets, so that what is found can be quoted as written."""
    return [
        Word(m.group(), m.start(), m.end(), _APOSTROPHE.sub("", plain(m.group())))
        for m in _WORD.finditer(text)
    ]


def even(text: str) -> str:
    """A message as the intent model reads it: even spelling, long forms, kinds of numbers named."""
    out: list[str] = []
    found = words(text)
    alone = sum(w.norm.isalnum() for w in found) == 1
    for word in found:
        norm = word.norm
        if not norm:  # an apostrophe that stands alone
            continue
        if "@" in norm and len(norm) > 1:
            out.append("emailkind")
        elif norm[0].isdigit():
            out += _number(norm)
        elif norm == "k" and alone:
            out.append("ok")
        elif norm.isalnum():
            out.append(SHORTHAND.get(norm, norm))
        elif norm in "?#$%" or unicodedata.category(norm[0]) == "So":
            out.append(norm)
    return " ".join(out)


def _number(norm: str) -> list[str]:
    digits = re.sub(r"\D", "", norm)
    if ":" in norm or re.fullmatch(r"\d{1,2}([ap]m|hrs?|h)", norm):
        return ["timekind"]
    if "/" in norm:
        return ["daykind"]
    if not norm.isdigit():
        return [norm, "numberkind"]
    if len(digits) == 5:
        return ["zipkind"]
    if len(digits) > 3:
        return ["longkind"]
    return [norm, "numberkind"]

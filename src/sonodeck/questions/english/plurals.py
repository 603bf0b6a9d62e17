"""Plurals, where a rule is certain; elsewhere the author says them."""

import re

from sonodeck.questions.english.words import is_unit

# In order, the first that fits: the end of a word, how many letters go, what comes instead.
# None: English and Latin disagree here, or the word is irregular.
_ENDINGS: tuple[tuple[str, int, str | None], ...] = (
    ("foot|feet|tooth|teeth|goose|geese|child|children|m[ae]n|person|people", 0, None),
    ("craft|fish|sheep|offspring|caput|erby|dby|equipment|information|ware", 0, None),
    ("(?<!.)(?:by|deer|dice|die|lice|louse|mice|mouse|oxen|rete)", 0, None),
    ("[aeiouyp]sis", 2, "es"),  # stenosis, sepsis; but chassis
    ("itis", 1, "des"),  # arthritis
    ("oma|[aeiouy]o|[st]ion|[eo]on|ff|[aeo]y", 0, "s"),  # carcinoma, ratio, section, assay
    ("[^aeiou]y", 1, "ies"),
    ("ss|sh|[nt]ch|[eo]ach|ouch", 0, "es"),
    ("[aiouysxzf]|ae|fe|um|on|ch", 0, None),
    ("", 0, "s"),
)
_RULES = tuple((re.compile(f"(?:{end})$"), gone, new) for end, gone, new in _ENDINGS)

# What belongs to the noun before it: "mode of operation". The first noun takes the plural.
_BELONGS = re.compile(" (?:of|in|on|to|with|for|from|at|per|between|without|within|under) ")
_LATIN_PAIR = re.compile("(?:us|um|men) [a-z]+e$")  # foramen ovale: both words change
_SEVERAL = re.compile("[,;(]|(?<![^ ])(?:and|or|in|of|by|that|which|versus|vs)(?![^ ])|-(?:in|of)-")


def plural(phrase: str) -> str | None:
    """A noun phrase in the plural: "mode of operation" gives "modes of operation".

    The noun is the last word, or the last before a preposition. None where no rule is certain:
    most words in -us, -um, -a, -on, -x and -s, irregular ones, units, labels ("segment 4"), several
    nouns ("artery and vein"), marks around the noun.
    """
    belonging = _BELONGS.search(phrase)
    end = belonging.start() if belonging else len(phrase)
    head, rest = phrase[:end], phrase[end:]
    word = re.split("[ -]", head)[-1]
    if _SEVERAL.search(head) or _LATIN_PAIR.search(head) or is_unit(word):
        return None
    if re.fullmatch("(?![IVXL]+$)[A-Z]+[A-RT-Z]", word):  # MRI, but lead II
        return f"{head}s{rest}"
    if not re.fullmatch("[A-Z]?[a-zà-öø-ÿ]{2,}", word) or (word[0].isupper() and word[-1] == "y"):
        return None
    for ending, gone, new in _RULES:
        if ending.search(word):
            return None if new is None else head[: len(head) - gone] + new + rest
    return None

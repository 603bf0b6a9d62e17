"""Plurals of noun phrases, with the Latin and Greek of medicine."""

import re
from collections.abc import Iterator, Sequence

from sonodeck.questions.english.words import (
    APOSTROPHES,
    CAPITALS,
    DASHES,
    PLURAL_CAPITALS,
    QUOTES,
    is_abbreviation,
    is_unit,
    word_set,
)
from sonodeck.sheets import markup


def plural(phrase: str) -> str:
    """A noun phrase in the plural: "mode of operation" gives "modes of operation".

    The head noun is the last word before a preposition or a final parenthesis. Medical Latin and
    Greek takes its own plural where that is the usual one (docs/decisions/english.md). What is in
    the plural already mostly stays; whether a noun can be counted is the author's business.
    """
    pieces = [piece for span in markup.spans(phrase) for piece in _pieces(span)]
    places = [at for at, piece in enumerate(pieces) if piece and piece[0] not in " \t\r\n"]
    cores = [_core(pieces[at]) for at in places]
    head = _head([pieces[at] for at in places], cores)
    if head is None:
        return phrase
    pair = _LATIN_PAIRS.get(f"{cores[head - 1]} {cores[head]}") if head else None
    if pair is None:
        return _replaced(pieces, [places[head]], [_plural_compound(cores[head])])
    return _replaced(pieces, [places[head - 1], places[head]], pair.split())


def _replaced(pieces: Sequence[str], places: Sequence[int], new: Sequence[str]) -> str:
    """The phrase with the cores of some of its pieces exchanged, and the marks around them kept."""
    changed = list(pieces)
    for at, word in zip(places, new, strict=True):
        before, _, after = pieces[at].partition(_core(pieces[at]))
        changed[at] = before + word + after
    return "".join(changed)


def _pieces(span: markup.Span) -> list[str]:
    """Words and the white space between them; code and math is one word."""
    return re.split(r"([ \t\r\n]+)", span.written) if span.kind == "text" else [span.written]


def _core(piece: str) -> str:
    """A word without marks around it; code and math stays as it is."""
    return piece if piece.startswith(("`", "\\(")) else piece.strip(_AROUND)


_AROUND = "*_()[].,;:!?…" + QUOTES


def _head(words: Sequence[str], cores: Sequence[str]) -> int | None:
    """Index of the head noun; None where no word can take a plural."""
    end = _end_of_head(words, cores)
    while end and not cores[end - 1]:
        end -= 1
    if end < 2:
        return end - 1 if end else None
    after_number = _DIGIT.match(cores[end - 2]) is not None
    if len(cores[end - 1]) == 1 and after_number:  # 5 m, 8 V
        return None
    # "segment 4", "lead II", "hepatitis B": the noun is before its number, letter or symbol
    is_label = _LABEL.fullmatch(cores[end - 1]) is not None and not after_number
    return end - 2 if is_label and cores[end - 2] else end - 1


_DIGIT = re.compile("[0-9]")
_LABEL = re.compile(r"[0-9]+[a-z]?|[A-Z\u0391-\u03c9]|[IVX]{2,4}|`.*|\\\(.*", re.DOTALL)
_BOUNDARIES = word_set(
    "of in with for from to at by on per between without within under after before during than "
    "that which who whose as against above below into via vs vs. versus toward towards where when "
    "containing ="
).union(DASHES)


def _end_of_head(words: Sequence[str], cores: Sequence[str]) -> int:
    """How many words stand before the preposition or final parenthesis that ends the head."""
    resume = 1  # a phrase may begin with a preposition: "in vivo study"
    last_closing = max((i for i, word in enumerate(words) if ")" in word), default=-1)
    for index in range(1, len(words)):
        if index < resume:
            continue
        if cores[index] in _BOUNDARIES or words[index] in _BOUNDARIES:
            if cores[index - 1 : index] != cores[index + 1 : index + 2]:  # not "side by side"
                return index
        elif words[index].startswith("(") and index <= last_closing:
            resume = next(i for i in range(index, len(words)) if ")" in words[i]) + 1
            if resume >= len(words) or cores[resume] in _BOUNDARIES:
                return index
    return len(words)


def _plural_compound(word: str) -> str:
    """The plural of one word, which may be hyphenated or an abbreviation."""
    if word in _IRREGULAR or word.startswith(("`", "\\(")):
        return _IRREGULAR.get(word, word + "s")
    if "-" in word:
        first, *inner, last = word.split("-")
        if inner and inner[0] in {"of", "in"} and first:  # mother-in-law
            return "-".join([_plural_compound(first), *inner, last])
        return word[: len(word) - len(last)] + (_plural_compound(last) if last else "")
    if is_unit(word) or PLURAL_CAPITALS.fullmatch(word) or word.endswith(_UNCHANGING_ENDS):
        return word
    capitals = CAPITALS.fullmatch(word) is not None
    if _NOT_A_WORD.search(word) or (capitals and (len(word) <= 5 or is_abbreviation(word))):
        return word + "s"
    lower = word.lower() if word.isascii() else word
    new = _plural_word(lower)
    same = next((i for i, (a, b) in enumerate(zip(lower, new, strict=False)) if a != b), None)
    same = min(len(lower), len(new)) if same is None else same
    return word[:same] + (new[same:].upper() if capitals else new[same:])


_UNCHANGING_ENDS = ("%", "°", *(f"{apostrophe}s" for apostrophe in APOSTROPHES))
_NOT_A_WORD = re.compile(f"[^A-Za-zÀ-ɏ{APOSTROPHES}]|[a-z][A-Z]")


def _plural_word(word: str) -> str:
    """The plural of one lower-case word: known ones, then known ends of words, then the rules."""
    if word in _INVARIANT or word in _KNOWN_PLURALS or word.endswith("hertz"):
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for length in range(min(12, len(word) - 1), 3, -1):  # microthrombus, forefoot
        end = word[-length:]
        if end in _COMPOUND_ENDS:
            return word[:-length] + _IRREGULAR[end]
    for ending, new in _ENDINGS:
        if word.endswith(ending):
            return word[: len(word) - len(ending)] + new
    return _regular(word)


def _regular(word: str) -> str:
    if word.endswith(("ss", "us", "is", "x", "z", "sh")):
        return word + "es"
    if word.endswith("ch"):
        return word + ("s" if word.endswith(_HARD_CH) else "es")
    if word.endswith("s"):  # in the plural already
        return word
    if word.endswith("y") and (word.endswith("quy") or word[-2:-1] not in set("aeiou") | {""}):
        return word[:-1] + "ies"
    return word + "s"


_HARD_CH = ("stomach", "epoch", "tech", "loch", "narch", "iarch", "garch", "nuch", "tych")


# Longest first where one ends in another. -itis: arthritis, arthritides.
_ENDINGS = (
    ("itis", "itides"),
    ("sis", "ses"),
    ("xis", "xes"),
    ("ynx", "ynges"),
    ("thelium", "thelia"),
    ("metrium", "metria"),
    ("cardium", "cardia"),
    ("man", "men"),
)

_INVARIANT = word_set(
    "apparatus hiatus ductus situs fremitus pruritus tinnitus meatus status hydrocephalus lupus "
    "mucus pus hydrops ascites diabetes herpes scabies caries rabies facies series species biceps "
    "triceps quadriceps forceps psoas means sheep fish deer offspring aircraft chassis siemens lux "
    "equipment information software hardware homework"
)


def _swap(old: str, new: str, words: str) -> Iterator[tuple[str, str]]:
    """Singular and plural of words that all change one ending into another."""
    return ((word, word[: len(word) - len(old)] + new) for word in words.split())


def _pairs(words: str) -> Iterator[tuple[str, str]]:
    """Singular and plural of words written as "foot/feet tooth/teeth"."""
    return ((old, new) for old, _, new in (pair.partition("/") for pair in words.split()))


_IRREGULAR: dict[str, str] = {
    **dict(
        _swap(
            *("us", "i"),
            "abducens acinus alumnus alveolus annulus anulus bacillus bronchus bulbus calculus "
            "canaliculus carpus coccus conus cumulus digitus embolus esophagus fasciculus focus "
            "fundus fungus globus glomerulus gyrus hamulus hilus hippocampus humerus limbus "
            "lobulus locus loculus malleolus malleus meniscus modulus naevus nevus nidus nodulus "
            "nucleus oesophagus radius ramus rectus rhonchus sacculus stimulus sulcus talus tarsus "
            "terminus thalamus thrombus tophus torus tragus truncus tubulus umbilicus uterus "
            "utriculus vagus ventriculus villus",
        )
    ),
    **dict(
        _swap(
            *("um", "a"),
            "acetabulum addendum antrum atrium bacterium capitulum cecum caecum cilium continuum "
            "cranium curriculum datum diverticulum duodenum equilibrium erratum frenulum hilum "
            "ileum ilium infundibulum ischium jejunum labium ligamentum manubrium maximum "
            "mediastinum medium minimum omentum operculum optimum ostium ovum perineum periosteum "
            "peritoneum quantum retinaculum sacrum scrotum septum speculum spectrum stratum "
            "symposium trapezium tuberculum velum",
        )
    ),
    **dict(_swap("on", "a", "criterion ganglion mitochondrion phenomenon spermatozoon")),
    **dict(
        _swap(
            *("a", "ae"),
            "ala alga ampulla areola axilla bulla bursa chorda choana cisterna concha costa crista "
            "fascia fossa fovea lacuna lamina larva linea macula maxilla papilla patella petechia "
            "pleura plica ruga scapula stria trabecula trachea tunica vena vertebra",
        )
    ),
    **dict(_swap("ex", "ices", "apex codex cortex index vertex vortex")),
    **dict(_swap("ix", "ices", "appendix calix cervix cicatrix fornix helix matrix radix varix")),
    **dict(_swap("en", "ina", "foramen putamen")),
    **dict(_swap("f", "ves", "calf elf half hoof leaf loaf scarf self sheaf shelf thief wolf")),
    **dict(_swap("fe", "ves", "knife life wife")),
    **dict(
        _swap(
            *("", "es"),
            "alias asbestos atlas bias canvas cargo chaos cosmos domino echo embargo ethos gas "
            "hero lens mango mosquito pancreas potato thermos tomato tornado torpedo veto volcano",
        )
    ),
    **dict(_swap("", "s", "german human norman ottoman roman shaman talisman")),
    **dict(
        _pairs(
            "auris/aures caput/capita calyx/calyces child/children coccyx/coccyges cornu/cornua "
            "corpus/corpora crus/crura dens/dentes epididymis/epididymides foot/feet genu/genua "
            "genus/genera glans/glandes goose/geese hallux/halluces incus/incudes louse/lice "
            "meninx/meninges mouse/mice naris/nares ox/oxen by/bys "
            "passer-by/passers-by passerby/passersby standby/standbys "
            "person/people phalanx/phalanges pons/pontes quiz/quizzes salpinx/salpinges "
            "summons/summonses testis/testes thorax/thoraces tooth/teeth vas/vasa viscus/viscera"
        )
    ),
}
_KNOWN_PLURALS = frozenset(_IRREGULAR.values()) | {"bacteria", "data", "media"}

_WHOLE_WORDS_ONLY = word_set("antrum cargo goose louse mango person plica ramus")
# Words that other words end in. Not the short Latin ones (pons: coupons), nor a part by chance.
_COMPOUND_ENDS = (frozenset(word for word in _IRREGULAR if len(word) > 4) - _WHOLE_WORDS_ONLY) | {
    "echo",
    "hero",
    "foot",
    "half",
    "calf",
    "leaf",
    "loaf",
    "life",
    "wife",
    "self",
    "wolf",
    "hoof",
}

# Latin nouns with their adjective: both change, or the first alone.
_LATIN_PAIRS: dict[str, str] = {
    "bulbus cordis": "bulbi cordis",
    "cauda equina": "caudae equinae",
    "chorda tendinea": "chordae tendineae",
    "cisterna magna": "cisternae magnae",
    "conus medullaris": "coni medullares",
    "corpus callosum": "corpora callosa",
    "corpus cavernosum": "corpora cavernosa",
    "corpus luteum": "corpora lutea",
    "corpus spongiosum": "corpora spongiosa",
    "crista terminalis": "cristae terminales",
    "ductus arteriosus": "ductus arteriosi",
    "ductus deferens": "ductus deferentes",
    "ductus venosus": "ductus venosi",
    "foramen magnum": "foramina magna",
    "foramen ovale": "foramina ovalia",
    "fossa ovalis": "fossae ovales",
    "genu valgum": "genua valga",
    "genu varum": "genua vara",
    "hallux valgus": "halluces valgi",
    "ligamentum flavum": "ligamenta flava",
    "ligamentum teres": "ligamenta teretes",
    "ligamentum venosum": "ligamenta venosa",
    "linea alba": "lineae albae",
    "placenta accreta": "placentae accretae",
    "placenta previa": "placentae previae",
    "porta hepatis": "portae hepatis",
    "processus vaginalis": "processus vaginales",
    "septum pellucidum": "septa pellucida",
    "septum primum": "septa prima",
    "septum secundum": "septa secunda",
    "tunica albuginea": "tunicae albugineae",
    "tunica vaginalis": "tunicae vaginales",
    "vas deferens": "vasa deferentia",
    "vasa previa": "vasa previa",
    "vena cava": "venae cavae",
}

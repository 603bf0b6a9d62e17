"""What the other modules of this package share: marks, units, abbreviations."""

import re

APOSTROPHES = "'\u2019"
QUOTES = "'\"\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
DASHES = "\u2013\u2014"


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as a text, which is easier to read and to add to."""
    return frozenset(text.split())


# Symbols of units: never capitalised, never with a plural s, read aloud as words ("a MHz").
UNITS = word_set(
    "Hz kHz MHz GHz nm µm μm mm cm dm km ns µs μs ms µg μg mg kg µL μL mL ml dL dl cc mW kW Pa kPa "
    "MPa mmHg dB mV kV keV MeV mA mAs bpm mol mmol nmol µmol μmol Np Gy mGy Sv mSv kJ kcal"
)


def is_unit(word: str) -> bool:
    """Whether a word is the symbol of a unit or of a ratio of units: MHz, cm², m/s, mW/cm²."""
    return word.partition("/")[0].rstrip("²³") in UNITS or _UNIT_RATIO.fullmatch(word) is not None


_UNIT_RATIO = re.compile("[mghLWVJN]/[a-z]{1,3}[²³]?")

# All-capital abbreviations that are read as words. Only those whose first letter makes a
# difference need to be here: the name of the letter F, H, L, M, N, R, S or X begins with a vowel.
_READ_AS_WORDS = word_set(
    "FAST FATE FIGO FISH FLAIR FLASH FOCUS HAART HASTE HEPA HELLP HIDA HIFU HIPAA HIT HOCM LASER "
    "LASIK LEEP LI LOINC LUNG MACE MALT MAP MAPSE MELD MERS MIBI MICU MIP MUGA NASA NASCET NASH "
    "NATO NI NICU NOAC RADAR RADS REBOA RUSH SAM SARS SAVR SCID SICU SIDS SIRS SLAP SOFA SONAR "
    "SPECT STEMI STIC STIR "
    # words that are written in capitals to stress them
    "FALSE FAR FULL HALF HIGH LARGE LEFT LESS LOW MORE NEAR NEW NON NOT RED RIGHT ROUND SAFE SHORT "
    "SLOW SMALL"
)


CAPITALS = re.compile("[A-Z]+")
PLURAL_CAPITALS = re.compile("[A-Z]{2,}s")  # RVTs


def is_abbreviation(letters: str) -> bool:
    """Whether capital letters A to Z are an abbreviation read letter by letter.

    Up to five capitals count as one unless they are known to be read as a word; longer ones only
    if English has no word that begins like that ("USPSTF", "NSTEMI", but not "UNICEF").
    """
    if letters in _READ_AS_WORDS:
        return False
    return len(letters) <= 5 or _UNPRONOUNCEABLE.match(letters) is not None


_UNPRONOUNCEABLE = re.compile(
    "[^AEIOUY]+$|U[^AEIOUY]+$|F[^AEIOULRY]|[HLNX][^AEIOUY]|M[^AEIOUNY]|R[^AEIOUHY]"
    "|S[^AEIOUCHKLMNPQTVWY]"
)

"""What people and machines do to a name: other letters that look the same, letters in between, other keys, slips.

Every function takes a random source and a name in Cyrillic (or Latin, where it says so) and gives what stands in the text.
"""

import unicodedata

LATIN = dict(zip("аеорсухіАВЕКМНОРСТХ", "aeopcyxiABEKMHOPCTX"))
GREEK = dict(zip("оаріАВЕЗКМНОРТХ", "οαριΑΒΕΖΚΜΗΟΡΤΧ"))
GREEK.pop("З")
LEET_CYRILLIC = {"о": "0", "а": "@", "з": "3", "е": "3", "ч": "4", "б": "6", "в": "8", "О": "0", "З": "3", "Ч": "4", "В": "8"}
LEET_LATIN = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "A": "4", "E": "3", "I": "1", "O": "0", "S": "5"}
RU_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
EN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
EN_KEYS_SHIFTED = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
VOWELS = "аеёиоуыэюя"


def replaced(rng, name, by, least=1):
    """A few of the letters that `by` knows, or all of them."""
    places = [k for k, c in enumerate(name) if c in by]
    if len(places) < least:
        return None
    some = places if rng.random() < 0.3 else rng.sample(places, min(len(places), rng.randint(least, least + 2)))
    return "".join(rng.choice(by[c]) if k in some else c for k, c in enumerate(name))


def latin_letters(rng, name):
    return replaced(rng, name, LATIN)


def greek_letters(rng, name):
    return replaced(rng, name, GREEK)


def leet_cyrillic(rng, name):
    return replaced(rng, name, LEET_CYRILLIC)


def leet_latin(rng, name):
    return replaced(rng, name, LEET_LATIN, 2)


def decomposed(_, name):
    out = unicodedata.normalize("NFD", name)
    return out if out != name else None


def without_yo(_, name):
    return name.replace("ё", "е").replace("Ё", "Е") if "ё" in name.lower() else None


def inside(rng, name, what, share):
    """`what` between letters of one word, in about `share` of the places, at least in one."""
    places = [k for k in range(1, len(name)) if name[k - 1].isalpha() and name[k].isalpha()]
    some = {rng.choice(places)} | {k for k in places if rng.random() < share}
    return "".join((rng.choice(what) if k in some else "") + c for k, c in enumerate(name))


def zero_width(rng, name):
    return inside(rng, name, "\u200b\u200c\u200d\u2060\ufeff", 0.15)


def soft_hyphens(rng, name):
    return inside(rng, name, "\u00ad", 0.25)


def stressed(rng, name):
    """An acute accent on one vowel of each word of two syllables or more."""
    words = []
    for word in name.split(" "):
        places = [k for k, c in enumerate(word) if c.lower() in VOWELS]
        # A word with ё has shown its stress.
        if len(places) > 1 and "ё" not in word.lower():
            at = rng.choice(places)
            word = word[: at + 1] + "\u0301" + word[at + 1 :]
        words.append(word)
    out = " ".join(words)
    return out if out != name else None


def hyphenated(rng, name):
    """A line's end in a word, between a vowel and a consonant that begins the next syllable."""
    places = [
        k
        for k in range(2, len(name) - 1)
        if name[k - 2].isalpha()
        and name[k - 1] in VOWELS
        and name[k].isalpha()
        and name[k] not in VOWELS + "ьъй"
        and name[k + 1] in VOWELS
    ]
    if not places:
        return None
    at = rng.choice(places)
    return name[:at] + "-\n" + name[at:]


def blanks(rng, name):
    """No-break, narrow and doubled blanks, tabs and line ends between the parts of a name."""
    if " " not in name:
        return None
    return "".join(rng.choice(["\u00a0", "\u202f", "  ", "   ", "\n", "\t", "\u2009"]) if c == " " else c for c in name)


def spaced(rng, name):
    between = rng.choice([" ", " ", ".", "_", "-"])
    apart = "  " if between == " " else " "
    return apart.join(between.join(word) for word in name.split(" "))


def full_width(_, latin):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in latin)


def mathematical(rng, latin):
    start = rng.choice([0x1D400, 0x1D5A0, 0x1D5D4, 0x1D670])
    shift = lambda c: chr(start + ord(c) - 65) if "A" <= c <= "Z" else chr(start + 26 + ord(c) - 97) if "a" <= c <= "z" else c
    return "".join(map(shift, latin))


def other_layout(text):
    """What comes out when Russian is typed while the keyboard is set to English."""
    keys = dict(zip(RU_KEYS, EN_KEYS)) | dict(zip(RU_KEYS.upper(), EN_KEYS_SHIFTED)) | {".": "/", ",": "?"}
    return "".join(keys.get(c, c) for c in text)


def slip(rng, name, others=()):
    """One typing error in the longest word, if it has six letters: swapped, missing, doubled, or the key beside.

    A wrong key turns a vowel into a consonant or a consonant into a vowel, or makes a run of consonants, so that nobody takes the word for another name.
    """
    words = name.split(" ")
    at = max(range(len(words)), key=lambda k: len(words[k]))
    word = words[at]
    if len(word) < 6 or "-" in word:
        return None
    for _ in range(40):
        kind, k = rng.choice(["swap", "miss", "double", "key"]), rng.randint(1, len(word) - 3)
        vowel = word[k] in VOWELS
        if kind == "swap" and vowel != (word[k + 1] in VOWELS):
            new = word[:k] + word[k + 1] + word[k] + word[k + 2 :]
        elif kind == "miss" and vowel and word[k - 1].lower() not in VOWELS and word[k + 1] not in VOWELS:
            new = word[:k] + word[k + 1 :]
        elif kind == "double" and word[k] not in "ьй":
            new = word[:k] + word[k] + word[k:]
        elif kind == "key":
            row = next((row for row in ROWS if word[k] in row), "")
            beside = [row[m] for m in (row.find(word[k]) - 1, row.find(word[k]) + 1) if 0 <= m < len(row)]
            beside = [c for c in beside if (c in VOWELS) != vowel and c not in "ъьй"]
            if not beside:
                continue
            new = word[:k] + rng.choice(beside) + word[k + 1 :]
        else:
            continue
        if new != word and new not in others:
            return " ".join(words[:at] + [new] + words[at + 1 :])
    return None

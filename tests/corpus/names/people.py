"""Lines in which a person must be found: one function a phenomenon, each giving (text, found, not found) or None."""

import disguise
from romanise import SCHEMES, romanise
from tables import CASES
from traps_common import COMMON_NOUNS

NAMES = {"N": "nominative", "G": "genitive", "D": "dative", "A": "accusative", "I": "instrumental", "P": "prepositional"}


def said(part, person, group, written, case=None, pad=True, clean=None):
    """A sentence of the group with the person in it; `written(case)` is the name in that case, `clean` without a disguise."""
    picked = part.sentences.pick(part.rng, group, case)
    if not picked:
        return None
    case, text = picked
    name = written(case)
    if not name:
        return None
    plain = {case: (clean or (lambda c: name))(case)}
    return part.sentences.fill(part.rng, text, {case: name}, person.gender, pad, plain), [person.id], []


def in_case(case):
    def make(part):
        person = part.rng.choice(part.people)
        order = part.rng.choice(["gs", "gs", "gps"])
        return said(part, person, "person", lambda c: person.short_form(c, order), case)

    return make


def ordered(order, group, full=False):
    def make(part):
        person = part.rng.choice([p for p in part.people if p.patronymic or not full])
        return said(part, person, group, lambda c: person.short_form(c, order))

    return make


def initials(style):
    def make(part):
        person = part.rng.choice([p for p in part.people if not p.turkic and (p.patronymic or "two" not in style)])
        letters = [person.given[0][0]] + ([person.patronymic[0][0]] if "two" in style else [])
        dot, between = ("", " ") if "no-dots" in style else (".", "" if "tight" in style else " ")
        block = between.join(x + dot for x in letters)

        def written(c):
            surname = person.surname[CASES.index(c)]
            gap = "" if style == "two-before-tightest" else " "
            return f"{surname} {block}" if "after" in style else block + gap + surname

        return said(part, person, "initials", written)

    return make


def capitals(part):
    person = part.rng.choice(part.people)
    order = part.rng.choice(["sgp", "sg", "gs"])
    return said(part, person, "dump", lambda c: person.short_form(c, order).upper())


def lower_case(part):
    person = part.rng.choice(part.people)
    order = part.rng.choice(["sgp", "sg", "gs"])
    if person.surname[0] in COMMON_NOUNS:
        if not person.patronymic:
            return None
        order = "sgp"
    return said(part, person, part.rng.choice(["dump", "tampered"]), lambda c: person.short_form(c, order).lower())


def family(part):
    """«Иван и Мария Ивановы»: the given name beside the family's surname; a bare «Ивановы» is a trap."""
    person = part.rng.choice([p for p in part.people if p.family])
    other = part.rng.choice([g for g in part.tables.given["f" if person.gender == "m" else "m"].values() if g["short"]])
    pair = [person.given[0], other["forms"][0]]
    if part.rng.random() < 0.3:
        pair.reverse()
    _, text = part.sentences.pick(part.rng, "family")
    return part.sentences.fill(part.rng, text, {"F": f"{pair[0]} и {pair[1]} {person.family[0]}"}), [person.id], []


def disguised(how, groups=("person", "tampered")):
    """The name as in any case, then `how` done to it."""

    def make(part):
        person = part.rng.choice(part.people)
        order = part.rng.choice(["gs", "gs", "sg", "sgp", "gps"])
        plain = lambda c: person.short_form(c, order)
        return said(part, person, part.rng.choice(groups), lambda c: how(part.rng, plain(c)), pad=False, clean=plain)

    return make


def swapped_keys(part):
    person = part.rng.choice(part.people)
    order = part.rng.choice(["gs", "sg"])
    group = part.rng.choice(["chat", "tampered"])
    if part.rng.random() < 0.3:
        # The whole message was typed so.
        made = said(part, person, group, lambda c: person.short_form(c, order), pad=False)
        return made and (disguise.other_layout(made[0]), made[1], made[2])
    plain = lambda c: person.short_form(c, order)
    return said(part, person, group, lambda c: disguise.other_layout(plain(c)), pad=False, clean=plain)


def slipped(part):
    person = part.rng.choice([p for p in part.people if len(p.surname[0]) >= 6])
    near = part.tables.neighbours.get(person.surname[0], [])
    order = part.rng.choice(["gs", "gps", "sgp"])

    def written(c):
        surname = person.surname[CASES.index(c)]
        wrong = disguise.slip(part.rng, surname, near)
        return wrong and person.short_form(c, order).replace(surname, wrong)

    return said(part, person, "person", written)


def latin_name(part, person, scheme, order=None):
    return romanise(person.short_form("N", order or part.rng.choice(["gs", "gs", "sg"])), scheme)


def roman_initials(part):
    """«I. P. Ivanov», «Ivanov I.P.»: the first letter of each name as the scheme writes it."""
    person = part.rng.choice([p for p in part.people if p.russian and p.patronymic and not p.turkic])
    scheme = part.rng.choice(["icao", "bgn-pcgn"])
    letters = [romanise(x[0][0], scheme) + "." for x in (person.given, person.patronymic)]
    block = part.rng.choice([" ", ""]).join(letters)
    surname = romanise(person.surname[0], scheme).replace("’", "").replace("ë", "e")
    name = part.rng.choice([f"{block} {surname}", f"{surname} {block}"])
    return said(part, person, part.rng.choice(["en-person", "en-library"]), lambda c: name, pad=False)


GROUP_OF = {"ala-lc": "en-library", "iso-9": "en-library", "gost-a": "en-library", "german": "de-person", "french": "fr-person", "polish": "pl-person"}


def romanised(scheme):
    def make(part):
        person = part.rng.choice([p for p in part.people if p.russian])
        return said(part, person, GROUP_OF.get(scheme, "en-person"), lambda c: latin_name(part, person, scheme), pad=False)

    return make


def latin_disguised(how):
    def make(part):
        person = part.rng.choice([p for p in part.people if p.russian])
        name = latin_name(part, person, part.rng.choice(["icao", "bgn-pcgn"])).replace("’", "").replace("ë", "e")
        return said(part, person, "en-person", lambda c: how(part.rng, name), pad=False)

    return make


# Transcribed by ear and not letter by letter: what a Latin query needs a table of foreign names for.
FOREIGN = ("west",)


def latin_to_cyrillic(foreign):
    def make(part):
        person = part.rng.choice([p for p in part.latin_people if (p.kind in FOREIGN) == foreign])
        order = part.rng.choice(["gs", "gs", "sg"])
        return said(part, person, "surname-first" if order == "sg" else "person", lambda c: person.short_form(c, order))

    return make


def in_latin(part):
    """A name that was given in Latin letters, in Latin letters."""
    person = part.rng.choice(part.latin_people)
    given, surname = person.latin.split(" ")
    name = part.rng.choice([person.latin, person.latin, f"{surname} {given}", person.latin.upper(), f"{given[0]}. {surname}"])
    return said(part, person, "en-person", lambda c: name, pad=False)


def short_names(part):
    person = part.rng.choice([p for p in part.people if p.short])
    short = part.rng.choice(person.short)

    def written(c):
        k = CASES.index(c)
        return part.rng.choice([f"{short[k]} {person.surname[k]}"] * 2 + [f"{person.surname[k]} {short[k]}"])

    return said(part, person, "chat", written)


def short_names_latin(part):
    person = part.rng.choice([p for p in part.people if p.short_latin and p.russian])
    short = part.rng.choice(person.short_latin)
    surname = romanise(person.surname[0], part.rng.choice(["icao", "bgn-pcgn"])).replace("’", "").replace("ë", "e")
    return said(part, person, "en-person", lambda c: f"{short} {surname}", pad=False)


PHENOMENA = (
    [(f"person-{NAMES[c]}", in_case(c)) for c in CASES]
    + [
        ("order-surname-given", ordered("sg", "surname-first")),
        ("order-surname-given-patronymic", ordered("sgp", "surname-first", True)),
        ("order-given-patronymic-surname", ordered("gps", "person", True)),
        ("initials-two-before", initials("two-before")),
        ("initials-two-after", initials("two-after")),
        ("initials-one-before", initials("one-before")),
        ("initials-one-after", initials("one-after")),
        ("initials-no-dots-before", initials("two-no-dots-before")),
        ("initials-no-dots-after", initials("two-no-dots-after")),
        ("initials-tight-before", initials("two-before-tight")),
        ("initials-tightest-before", initials("two-before-tightest")),
        ("initials-tight-after", initials("two-after-tight")),
        ("capitals", capitals),
        ("lower-case", lower_case),
        ("family", family),
        ("yo", disguised(disguise.without_yo, ("person",))),
        ("decomposed", disguised(disguise.decomposed)),
        ("stress-marks", disguised(disguise.stressed, ("person",))),
        ("zero-width", disguised(disguise.zero_width)),
        ("soft-hyphen", disguised(disguise.soft_hyphens, ("person",))),
        ("line-break", disguised(disguise.hyphenated, ("person",))),
        ("blanks", disguised(disguise.blanks)),
        ("look-alikes-latin", disguised(disguise.latin_letters)),
        ("look-alikes-greek", disguised(disguise.greek_letters)),
        ("spaced", disguised(disguise.spaced, ("tampered",))),
        ("leet-cyrillic", disguised(disguise.leet_cyrillic, ("tampered",))),
        ("leet-latin", latin_disguised(disguise.leet_latin)),
        ("full-width", latin_disguised(disguise.full_width)),
        ("mathematical", latin_disguised(disguise.mathematical)),
        ("keyboard", swapped_keys),
        ("typo", slipped),
    ]
    + [(f"roman-{scheme}", romanised(scheme)) for scheme in SCHEMES]
    + [
        ("roman-initials", roman_initials),
        ("latin-name", in_latin),
        ("latin-to-cyrillic", latin_to_cyrillic(False)),
        ("latin-to-cyrillic-foreign", latin_to_cyrillic(True)),
        ("short-names", short_names),
        ("short-names-latin", short_names_latin),
    ]
)

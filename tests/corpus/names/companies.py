"""Lines in which a company must be found, and where companies are found on the net."""

import re

import disguise
from romanise import romanise
from tables import CASES, slug

QUOTES = ["«»", '""', "“”", "„“", "''", "‹›"]
LIMITED = "обществ{} с ограниченной ответственностью"
STATE = "государственн{} унитарн{} предприяти{}"
ENDINGS = ["о", "а", "у", "о", "ом", "е"]
ADJECTIVES = ["ое", "ого", "ому", "ое", "ым", "ом"]
NOUNS = ["е", "я", "ю", "е", "ем", "и"]
# Legal forms written out, in six cases.
WRITTEN_OUT = {
    "ООО": [LIMITED.format(x) for x in ENDINGS],
    "АО": [f"акционерн{a} обществ{x}" for a, x in zip(ADJECTIVES, ENDINGS)],
    "ПАО": [f"публичн{a} акционерн{a} обществ{x}" for a, x in zip(ADJECTIVES, ENDINGS)],
    "ЗАО": [f"закрыт{a} акционерн{a} обществ{x}" for a, x in zip(ADJECTIVES, ENDINGS)],
    "ГУП": [STATE.format(a, a, x) for a, x in zip(ADJECTIVES, NOUNS)],
}
NAMES = {"N": "nominative", "G": "genitive", "D": "dative", "A": "accusative", "I": "instrumental", "P": "prepositional"}


def addresses(company):
    """Domain and handle, for every company whose name is more than one ordinary word."""
    if company.script == "latin-cyrillic" or company.common:
        return None, None
    name = slug(company.forms[0])
    return f"{name}.example", "@" + name.replace("-", "_")


def quoted(rng, name, styles=QUOTES):
    style = rng.choice(styles)
    return style[0] + name + style[1]


def cyrillic(part, test=lambda c: True):
    return part.rng.choice([c for c in part.companies if c.cyrillic and test(c)])


def said(part, company, group, written, case=None, pad=True):
    picked = part.sentences.pick(part.rng, group, case)
    case, text = picked
    name = written(case)
    if not name:
        return None
    key = case or next(k for k in "LH" if "{" + k + "}" in text)
    clean = {key: company.forms[CASES.index(case)] if group == "company" else name}
    return part.sentences.fill(part.rng, text, {key: name}, "f", pad, clean), [company.id], []


def bare(case):
    def make(part):
        company = cyrillic(part)
        return said(part, company, "company", lambda c: company.forms[CASES.index(c)], case)

    return make


def in_quotes(case):
    def make(part):
        company = cyrillic(part)
        return said(part, company, "company", lambda c: quoted(part.rng, company.forms[CASES.index(c)]), case)

    return make


def latin_brand(part):
    company = part.rng.choice([c for c in part.companies if c.script == "latin"])
    name = company.forms[0]
    written = part.rng.choice([name, name, quoted(part.rng, name), f"{name} {company.legal}", f"{name}, {company.legal}"])
    group = part.rng.choice(["en-company", "legal"])
    return said(part, company, group, lambda c: written)


def legal_before(part):
    company = cyrillic(part)
    name = company.forms[0]
    if part.rng.random() < 0.5:
        # Without quotes only after the abbreviation, as in registers.
        written = f"{company.legal} {name if part.rng.random() < 0.35 else quoted(part.rng, name)}"
        return said(part, company, "legal", lambda c: written)
    capital = part.rng.random() < 0.5

    def written_out(c):
        form = WRITTEN_OUT[company.legal][CASES.index(c)]
        return f"{form[0].upper() + form[1:] if capital else form} {quoted(part.rng, name)}"

    return said(part, company, "legal", written_out)


def legal_after(part):
    company = cyrillic(part)
    name, legal = company.forms[0], company.legal
    written = part.rng.choice([f"{quoted(part.rng, name)}, {legal}", f"{name}, {legal}", f"{name} ({legal})", f"«{name}» ({legal})", f"{name} {legal}"])
    return said(part, company, "legal", lambda c: written)


def capitals(part):
    company = cyrillic(part)
    name = company.forms[0].upper()
    return said(part, company, "legal", lambda c: f"{company.legal} {quoted(part.rng, name) if part.rng.random() < 0.6 else name}")


def alias(part):
    company = cyrillic(part, lambda c: c.alias)
    return said(part, company, "alias", lambda c: company.alias)


def hashtag(part):
    company = cyrillic(part, lambda c: not c.common)
    words = re.split(r"[ -]", company.forms[0])
    tag = part.rng.choice(["".join(words), "".join(words).lower(), "_".join(words), "_".join(words).lower()])
    return said(part, company, "hashtag", lambda c: "#" + tag)


def found_at(kind):
    def make(part):
        company = part.rng.choice([c for c in part.companies if addresses(c)[0]])
        return said(part, company, kind, lambda c: addresses(company)[kind == "handle"], pad=False)

    return make


def disguised(part):
    """A company that was tampered with in one of the ways that are told apart for people."""
    company = cyrillic(part)
    ways = [disguise.latin_letters, disguise.zero_width, disguise.decomposed, disguise.soft_hyphens, disguise.blanks, disguise.without_yo]
    how = part.rng.choice(ways)

    def written(c):
        name = how(part.rng, company.forms[0])
        return name and f"{company.legal} «{name}»"

    return said(part, company, "legal", written, pad=False)


def romanised(part):
    company = cyrillic(part)
    name = romanise(company.forms[0], part.rng.choice(["icao", "bgn-pcgn", "gost-b"])).replace("’", "")
    legal = {"ООО": ["OOO {}", "{} LLC", 'OOO "{}"'], "АО": ["AO {}", "{} JSC"], "ПАО": ["PAO {}", "{} PJSC"], "ЗАО": ["ZAO {}", "{} CJSC"], "ГУП": ["GUP {}"]}
    return said(part, company, "en-company", lambda c: part.rng.choice(legal[company.legal]).format(name), pad=False)


def latin_to_cyrillic(part):
    company = part.rng.choice([c for c in part.companies if c.script == "latin-cyrillic"])
    return said(part, company, "company", lambda c: quoted(part.rng, company.forms[CASES.index(c)], ["«»", '""']) if part.rng.random() < 0.5 else company.forms[CASES.index(c)])


PHENOMENA = (
    [(f"company-{NAMES[c]}", bare(c)) for c in CASES]
    + [(f"company-quoted-{NAMES[c]}", in_quotes(c)) for c in CASES]
    + [
        ("company-legal-before", legal_before),
        ("company-legal-after", legal_after),
        ("company-capitals", capitals),
        ("company-latin", latin_brand),
        ("company-alias", alias),
        ("company-hashtag", hashtag),
        ("company-handle", found_at("handle")),
        ("company-domain", found_at("domain")),
        ("company-disguised", disguised),
        ("roman-company", romanised),
        ("latin-to-cyrillic-company", latin_to_cyrillic),
    ]
)

"""A second batch, as an outsider would examine: by kinds of names, not by what the program knows. Half of its names are held out."""

import companies
import disguise
from romanise import SCHEMES, romanise
from sentences import Sentences
from tables import CASES, rows, slug

# The six ends of a stem. Which of them a word takes was said by hand at each word.
ENDS = {
    "m": ",а,у,,ом,е", "M": ",а,у,а,ом,е", "Mj": ",а,у,а,ем,е", "Me": ",а,у,а,ем,е", "0": ",,,,,",
    "f": "а,ы,е,у,ой,е", "fsh": "а,и,е,у,ей,е", "ksh": "а,и,е,у,ей,е", "k": "а,и,е,у,ой,е", "soft": "я,и,е,ю,ей,е", "I": "я,и,и,ю,ей,и", "b": "ь,и,и,ь,ью,и",
    "o": "о,а,у,о,ом,е", "e": "е,я,ю,е,ем,е", "ie": "е,я,ю,е,ем,и", "ie8": "е,я,ю,е,ем,е", "en": "я,ени,ени,я,енем,ени",
    "ay": "ый,ого,ому,ый,ым,ом", "aoj": "ой,ого,ому,ой,ым,ом", "aojA": "ой,ого,ому,ого,ым,ом", "aa": "ая,ой,ой,ую,ой,ой", "aax": "ая,ой,ой,ую,ой,ой",
    "ao": "ое,ого,ому,ое,ым,ом", "asn": "ее,его,ему,ее,им,ем", "asm": "ий,его,ему,ий,им,ем", "aash": "ая,ей,ей,ую,ей,ей",
    "ayep": "ые,ых,ым,ые,ыми,ых", "aiep": "ие,их,им,ие,ими,их", "asoftp": "е,х,м,е,ми,х",
    "pm": "ы,ов,ам,ы,ами,ах", "pmk": "и,ов,ам,и,ами,ах", "pf": "ы,,ам,ы,ами,ах", "pn": "я,ей,ям,я,ями,ях", "kp": "и,,ам,и,ами,ах", "ij": "и,й,ям,и,ями,ях", "pl8": "и,ей,ям,и,ями,ях",
    "ij2": "й,я,ю,я,ем,и",
    "oM": ",а,у,а,ым,е", "of": "а,ой,ой,у,ой,ой",
}
# Another given name, patronymic: for men, for women.
OTHER_GIVEN = {
    "m": ["Виталий/Виталия/Виталию/Виталия/Виталием/Виталии", "Станислав~M", "Геннадий/Геннадия/Геннадию/Геннадия/Геннадием/Геннадии", "Ярослав~M", "Эрнест~M", "Аркадий/Аркадия/Аркадию/Аркадия/Аркадием/Аркадии", "Филат~M", "Мирон~M"],
    "f": ["Оксан~f", "Маргарит~f", "Кристин~f", "Антонин~f", "Юлиан~f", "Злат~f", "Серафим~f", "Пелаге~I"],
}
OTHER_FATHER = {
    "m": ["Вениаминович~Mj", "Эдуардович~Mj", "Харитонович~Mj", "Ефимович~Mj", "Германович~Mj", "Тимурович~Mj"],
    "f": ["Вениаминовн~f", "Эдуардовн~f", "Харитоновн~f", "Ефимовн~f", "Германовн~f", "Тимуровн~f"],
}
OTHERS = {"m": ["Ухов~oM", "Цветков~oM", "Полозов~oM", "Ежов~oM"], "f": ["Ухов~of", "Цветков~of", "Полозов~of", "Ежов~of"]}
LETTERS = "БДЖЗЦЭЮ"
FIRMS = ["компани~I", "фирм~f", "холдинг~m", "корпораци~I", "бренд~m", "концерн~m", "организаци~I", "групп~f", "сеть/сети/сети/сеть/сетью/сети", "предприяти~ie", "производитель/производителя/производителю/производителя/производителем/производителе"]
TAILS = ["Плюс", "Тур", "Трейд", "Клуб"]


def decline(word):
    """One word: six forms, a stem and its ends, or a single form."""
    if "/" in word:
        forms = word.split("/")
        assert len(forms) == 6, word
        return forms
    stem, ends = word.split("~") if "~" in word else (word, "0")
    return [stem + end for end in ENDS[ends].split(",")]


def phrase(cell):
    """Words, each by itself or all six forms of the whole; in all ways that are said. A list of six forms each."""
    ways = []
    for way in cell.split("||"):
        words = way.strip().split(" ")
        if all(word.count("/") in (0, 5) for word in words):
            declined = [decline(word) for word in words]
            ways.append([" ".join(word[k] for word in declined) for k in range(6)])
        else:
            ways.append(decline(way.strip()))
    return ways


class Firm:
    def __init__(self, part, kind, legal, cell):
        self.part, self.kind, self.legal = part, kind, legal
        self.latin, _, cell = cell.rpartition("=")
        self.ways = phrase(cell)
        self.forms = self.ways[0]
        self.name = self.latin or self.forms[0]
        self.id = "oc-" + slug(self.name)


class Somebody:
    def __init__(self, part, kind, gender, surname, given, patronymic, other, near):
        self.part, self.kind, self.gender = part, kind, gender
        # A name of the East is one whole, its order does not change.
        self.whole = phrase(given[1:]) if given.startswith("=") else None
        self.givens = [[""] * 6] if self.whole else phrase(given)
        self.surnames = self.whole or phrase(surname)
        self.patronymic = None if patronymic == "-" else phrase(patronymic)[0]
        self.turkic = patronymic.endswith(("оглы", "кызы", "улы"))
        self.other_surname = None if other == "-" else phrase(other)[0]
        self.near = None if near == "-" else phrase(near)[0]
        self.name = " ".join(x for x in (self.surnames[0][0], self.givens[0][0], self.patronymic[0] if self.patronymic else "") if x)
        self.id = "op-" + slug(self.surnames[0][0] + " " + self.givens[0][0])

    def form(self, rng, k, order):
        parts = {"g": rng.choice(self.givens)[k], "s": rng.choice(self.surnames)[k], "p": self.patronymic[k] if self.patronymic else ""}
        return " ".join(parts[x] for x in order if parts[x])


class Foreigner:
    def __init__(self, part, gender, latin, given, surname):
        self.part, self.gender, self.latin = part, gender, latin
        self.givens, self.surnames = phrase(given), phrase(surname)
        self.id = "oe-" + slug(latin)


class Guest:
    def __init__(self, part, gender, name, latin):
        self.part, self.gender, self.name = part, gender, name
        self.latin = [x.strip() for x in latin.split(";")]
        self.id = "og-" + slug(name)


class Outside:
    def __init__(self):
        self.firms = [Firm(*cells) for _, cells in rows("outside-companies.tsv")]
        self.people = [Somebody(*cells) for _, cells in rows("outside-people.tsv")]
        self.english = [Foreigner(*cells) for _, cells in rows("outside-english.tsv")]
        self.guests = [Guest(*cells) for _, cells in rows("outside-foreign.tsv")]
        self.traps = [cells for _, cells in rows("outside-traps.tsv")]
        ids = [x.id for x in self.firms + self.people + self.english + self.guests]
        assert len(ids) == len(set(ids)), [x for x in ids if ids.count(x) > 1]

    def entities(self):
        """Id, kind, what the set says, another of that kind, for set.toml."""
        for f in self.firms:
            name = f"{f.name} {f.legal}" if f.latin else f"{f.legal} «{f.name}»"
            yield f.id, "organisation", {"name": name}, f"Ответчик: {name}, срок до мая.", "Ответчик: ООО «Лазурит», срок до мая."
        for p in self.people:
            said = {"name": p.name} if p.patronymic else {"name": p.name, "gender": p.gender}
            other = OTHER_GIVEN[p.gender][0].split("/")[0].split("~")[0]
            yield p.id, "person", said, f"Договор: {p.name}, срок до мая.", f"Договор: {p.surnames[0][0].split(' ')[0]} Ипполит, срок до мая." if p.gender == "m" else f"Договор: {p.surnames[0][0].split(' ')[0]} Маргарита, срок до мая."
        for p in self.english:
            yield p.id, "person", {"name": p.latin, "gender": p.gender}, f"Seen: {p.latin}, in May.", f"Seen: Otto {p.latin.split(' ')[1]}, in May."
        for p in self.guests:
            yield p.id, "person", {"name": p.name, "gender": p.gender}, f"Договор: {p.name}, срок до мая.", f"Договор: {p.name.split(' ')[0]} Ипполит, срок до мая."


OUTSIDE = Outside()
FRAMES = {}


def frames(part):
    if part.name not in FRAMES:
        FRAMES[part.name] = Sentences(part.name, "outside-frames.tsv")
    return FRAMES[part.name]


def some(part, of, test=lambda x: True):
    fits = [x for x in of if x.part == part.name and test(x)]
    return part.rng.choice(fits) if fits else None


def said(part, group, gender, written, found, wrong, extra=None, case=None):
    case, text = frames(part).pick(part.rng, group, case)
    key = case or next(k for k in "NLH" if "{" + k + "}" in text)
    name = written(CASES.index(case) if case else 0)
    if not name:
        return None
    return frames(part).fill(part.rng, text, {key: name} | (extra or {}), gender, pad=False), found, wrong


def firm(kind):
    def make(part):
        f = some(part, OUTSIDE.firms, lambda f: f.kind == kind)
        way = part.rng.choice(f.ways)
        if kind == "dotted" or not f.latin and part.rng.random() < 0.5 or f.latin and part.rng.random() < 0.5:
            return said(part, "company", "f", lambda k: companies.quoted(part.rng, way[k]), [f.id], [])
        return said(part, "company", "f", lambda k: way[k], [f.id], [])

    return make


def after_word(part):
    """«в компании «Ромашка»»: a word for a firm takes the case, the name stays as it is."""
    f = some(part, OUTSIDE.firms, lambda f: not f.latin)
    word = decline(part.rng.choice(FIRMS))
    text = frames(part).pick(part.rng, "word")[1]
    values = {f"w:{c}": word[k] for k, c in enumerate(CASES)} | {"N": companies.quoted(part.rng, f.forms[0])}
    return frames(part).fill(part.rng, text, values, "f", pad=False), [f.id], []


def firm_legal(part):
    """With its legal form, before or after, quoted or in capitals."""
    f = some(part, OUTSIDE.firms, lambda f: not f.latin)
    way = part.rng.choice(["{l} «{n}»", '{l} "{n}"', "«{n}» ({l})", "{l} {n}", "{l} «{u}»"])
    name = way.format(l=f.legal, n=f.forms[0], u=f.forms[0].upper())
    return said(part, "word", "f", lambda k: name, [f.id], [], {f"w:{c}": decline("фирм~f")[k] for k, c in enumerate(CASES)})


def apostrophe(part):
    """A Latin name inside Russian, with an ending behind an apostrophe, a hyphen or nothing."""
    f = some(part, OUTSIDE.firms, lambda f: f.latin and " " not in f.latin)
    ends = ["", "а", "у", "", "ом", "е"]
    sign = part.rng.choice(["'", "’", "-", ""])
    return said(part, "company", "f", lambda k: f.latin + (sign + ends[k] if ends[k] else ""), [f.id], [])


def roman_firm(part):
    f = some(part, OUTSIDE.firms, lambda f: not f.latin and f.kind not in ("foreign", "dotted") and "№" not in f.name)
    name = romanise(f.forms[0], part.rng.choice(["icao", "bgn-pcgn", "gost-b"])).replace("’", "").replace("`", "")
    legal = {"ООО": ["OOO {}", "{} LLC", 'OOO "{}"'], "АО": ["AO {}", "{} JSC"], "ПАО": ["PAO {}", "{} PJSC"]}
    return said(part, "latin-company", "f", lambda k: part.rng.choice(legal[f.legal]).format(name), [f.id], [])


def person(kind):
    def make(part):
        p = some(part, OUTSIDE.people, lambda p: p.kind == kind)
        order = part.rng.choice(["gs", "gs", "gps", "sg", "sgp"])
        return said(part, "person", p.gender, lambda k: p.form(part.rng, k, order), [p.id], [])

    return make


def letters(p):
    block = [p.givens[0][0][0]] + ([p.patronymic[0][0]] if p.patronymic and not p.turkic else [])
    return block


def with_initials(part):
    p = some(part, OUTSIDE.people, lambda p: not p.whole)
    block = part.rng.choice(["", " "]).join(x + "." for x in letters(p))
    before = part.rng.random() < 0.5
    return said(part, "person", p.gender, lambda k: f"{block} {part.rng.choice(p.surnames)[k]}" if before else f"{part.rng.choice(p.surnames)[k]} {block}", [p.id], [])


WESTERN = ("foreign-in", "double-given", "indeclinable", "asian")


def roman_person(scheme):
    def make(part):
        p = some(part, OUTSIDE.people, lambda p: p.kind not in WESTERN)
        name = romanise(part.rng.choice([f"{p.givens[0][0]} {p.surnames[0][0]}", f"{p.surnames[0][0]} {p.givens[0][0]}"]), scheme)
        return said(part, "latin", p.gender, lambda k: name, [p.id], [])

    return make


def english(part):
    p = some(part, OUTSIDE.english)
    given, surname = part.rng.choice(p.givens), part.rng.choice(p.surnames)
    first = part.rng.random() < 0.8
    return said(part, "person", p.gender, lambda k: f"{given[k]} {surname[k]}" if first else f"{surname[k]} {given[k]}", [p.id], [])


def guest(part):
    p = some(part, OUTSIDE.guests)
    return said(part, "latin", p.gender, lambda k: part.rng.choice(p.latin), [p.id], [])


def look_alike(part):
    p = some(part, OUTSIDE.people)
    how = part.rng.choice([disguise.latin_letters, disguise.greek_letters])
    return said(part, "person", p.gender, lambda k: how(part.rng, p.form(part.rng, k, "gs")), [p.id], [])


def other_given(part):
    p = some(part, OUTSIDE.people, lambda p: not p.whole)
    other = decline(part.rng.choice(OTHER_GIVEN[p.gender]))
    order = part.rng.random() < 0.6
    father = decline(part.rng.choice(OTHER_FATHER[p.gender])) if part.rng.random() < 0.4 else None

    def written(k):
        name = f"{other[k]} {father[k]}" if father else other[k]
        return f"{name} {p.surnames[0][k]}" if order else f"{p.surnames[0][k]} {name}"

    return said(part, "person", p.gender, written, [], [p.id])


def other_patronymic(part):
    p = some(part, OUTSIDE.people, lambda p: p.patronymic and not p.turkic)
    father = decline(part.rng.choice(OTHER_FATHER[p.gender]))
    order = part.rng.random() < 0.5
    return said(part, "person", p.gender, lambda k: f"{p.givens[0][k]} {father[k]} {p.surnames[0][k]}" if order else f"{p.surnames[0][k]} {p.givens[0][k]} {father[k]}", [], [p.id])


def sibling(part):
    p = some(part, OUTSIDE.people, lambda p: p.patronymic and not p.turkic and p.other_surname)
    gender = "f" if p.gender == "m" else "m"
    other = decline(part.rng.choice(OTHER_GIVEN[gender]))
    return said(part, "person", gender, lambda k: f"{other[k]} {p.other_surname[k]}", [], [p.id])


def other_initials(part):
    p = some(part, OUTSIDE.people, lambda p: not p.whole)
    block = [part.rng.choice([x for x in LETTERS if x not in letters(p)])] + letters(p)[1:]
    if len(block) == 2 and part.rng.random() < 0.5:
        block = [letters(p)[0], part.rng.choice([x for x in LETTERS if x not in letters(p)])]
    block = part.rng.choice(["", " "]).join(x + "." for x in block)
    before = part.rng.random() < 0.5
    return said(part, "person", p.gender, lambda k: f"{block} {p.surnames[0][k]}" if before else f"{p.surnames[0][k]} {block}", [], [p.id])


LISTS = [
    "Вручили дипломы: {g} {x}, {y} {s} и ещё {#}.",
    "{x} {g}, {s} {y}, {z} {w} — все из одной смены.",
    "На фото {y} {s} и {g} {x}.",
    "{g} {x};{#}\n{y} {s};{#}",
    "Пришли {y} {s}, {g} {x}, {w} {z}.",
    "{x}\t{g}\t{#}\n{s}\t{y}\t{#}\n",
]


def listed(part):
    p = some(part, OUTSIDE.people, lambda p: not p.whole)
    y, w = (decline(x)[0] for x in part.rng.sample(OTHER_GIVEN[p.gender], 2))
    x, z = (decline(x)[0] for x in part.rng.sample(OTHERS[p.gender], 2))
    values = {"g": p.givens[0][0], "s": p.surnames[0][0], "x": x, "y": y, "z": z, "w": w}
    return frames(part).fill(part.rng, part.rng.choice(LISTS), values, p.gender, pad=False), [], [p.id]


def namesake(part):
    p = some(part, OUTSIDE.people, lambda p: p.near)
    return said(part, "person", p.gender, lambda k: f"{p.givens[0][k]} {p.near[k]}", [], [p.id])


def longer_surname(part):
    """Half of a double surname is another family; so is a single one of ours with a second."""
    p = some(part, OUTSIDE.people, lambda p: p.kind in ("tatar", "kazakh", "rare-given"))
    second = decline(part.rng.choice(OTHERS[p.gender]))
    return said(part, "person", p.gender, lambda k: f"{p.givens[0][k]} {p.surnames[0][k]}-{second[k]}", [], [p.id])


def longer_firm(part):
    f = some(part, OUTSIDE.firms, lambda f: not f.latin and f.kind not in ("tail", "head", "dotted", "genitive"))
    name = part.rng.choice(["«{X} {T}»", "«{X}-{T}»"]).format(X=f.forms[0], T=part.rng.choice(TAILS))
    return said(part, "word", "f", lambda k: name, [], [f.id], {f"w:{c}": decline("фирм~f")[k] for k, c in enumerate(CASES)})


def other_form(part):
    f = some(part, OUTSIDE.firms, lambda f: not f.latin)
    other = part.rng.choice(["ТОО", "МУП", "АНО"] + (["ПАО", "АО"] if f.legal == "ООО" else ["ООО"]))
    return said(part, "company", "f", lambda k: f"{other} «{f.forms[0]}»", [], [f.id])


def other_english(part):
    p = some(part, OUTSIDE.english)
    given, surname = {"m": ["Отто", "Брюс~M", "Клайв~M", "Дункан~M"], "f": ["Дороти", "Глэдис", "Эрика/Эрики/Эрике/Эрику/Эрикой/Эрике"]}[p.gender], part.rng.choice(p.surnames)
    other = decline(part.rng.choice(given))
    return said(part, "person", p.gender, lambda k: f"{other[k]} {surname[k]}", [], [p.id])


def trap(kind):
    def make(part):
        names = {f.name: f for f in OUTSIDE.firms if f.part == part.name}
        fits = [(names[name], text) for k, name, text in OUTSIDE.traps if k == kind and name in names]
        f, text = part.rng.choice(fits)
        extra = frames(part).fill(part.rng, part.rng.choice(part.sentences.groups["pad"])[1], {}, pad=False)
        return (text if part.rng.random() < 0.6 else f"{text} {extra}"), [], [f.id]

    return make


FIRM_KINDS = list(dict.fromkeys(f.kind for f in OUTSIDE.firms))
PERSON_KINDS = list(dict.fromkeys(p.kind for p in OUTSIDE.people))
FOUND = (
    [(f"outside-company-{kind}", firm(kind)) for kind in FIRM_KINDS]
    + [("outside-company-word", after_word), ("outside-company-legal", firm_legal), ("outside-company-apostrophe", apostrophe), ("outside-company-roman", roman_firm)]
    + [(f"outside-person-{kind}", person(kind)) for kind in PERSON_KINDS]
    + [("outside-person-initials", with_initials), ("outside-person-look-alikes", look_alike), ("outside-english", english), ("outside-foreign", guest)]
    + [(f"outside-roman-{scheme}", roman_person(scheme)) for scheme in SCHEMES]
)
TRAPS = [
    ("trap-outside-given", other_given),
    ("trap-outside-patronymic", other_patronymic),
    ("trap-outside-sibling", sibling),
    ("trap-outside-initials", other_initials),
    ("trap-outside-list", listed),
    ("trap-outside-namesake", namesake),
    ("trap-outside-longer-surname", longer_surname),
    ("trap-outside-english", other_english),
    ("trap-outside-company-longer", longer_firm),
    ("trap-outside-company-other-form", other_form),
    ("trap-outside-company-lower-case", trap("lower-case")),
    ("trap-outside-company-sentence-start", trap("sentence-start")),
    ("trap-outside-company-part", trap("part")),
]

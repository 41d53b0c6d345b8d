"""Lines in which ours must not be found: another person, another thing, another company, by construction."""

import companies
import disguise
from romanise import romanise
from tables import CASES, FOREIGN_GIVEN, slug
from traps_common import SENTENCES

LETTERS = "АБВГДЕЗИКЛМНОПРСТФЭЮЯ"


def pick(part, test=lambda p: True):
    return part.rng.choice([p for p in part.people if test(p)])


def other_given(part, person, gender=None):
    """Another given name: no form and no short form is shared with ours."""
    gender = gender or person.gender
    ours = set(person.given) | {x for short in person.short for x in short}
    fits = [
        g
        for g in part.tables.given[gender].values()
        if not ours & (set(g["forms"]) | {x for short in g["short"] for x in short}) and g["forms"][0][:3] != person.given[0][:3]
        and (g["forms"][0] not in FOREIGN_GIVEN or person.kind in ("west", "baltic"))
    ]
    return part.rng.choice(fits)


def other_patronymic(part, person):
    fits = [p for name, p in part.tables.patronymics[person.gender].items() if name not in (person.patronymic or []) and name[:3] != person.given[0][:3]]
    return part.rng.choice(fits)


def other_letter(part, *ours):
    return part.rng.choice([x for x in LETTERS if x not in ours])


def said(part, person, group, written, cases=None, gender=None, pad=True):
    rng = part.rng
    picked = part.sentences.pick(rng, group, rng.choice(cases) if cases else None)
    if not picked:
        return None
    case, text = picked
    name = written(CASES.index(case))
    return name and (part.sentences.fill(rng, text, {case: name}, gender or person.gender, pad), [], [person.id])


def given(part):
    person = pick(part)
    other = other_given(part, person)
    order = part.rng.random() < 0.5
    group = "person" if order else "surname-first"

    def written(k):
        return f"{other['forms'][k]} {person.surname[k]}" if order else f"{person.surname[k]} {other['forms'][k]}"

    return said(part, person, group, written)


def given_full(part):
    person = pick(part, lambda p: p.patronymic and not p.turkic)
    other, father = other_given(part, person), other_patronymic(part, person)["forms"]
    order = part.rng.random() < 0.5

    def written(k):
        name = f"{other['forms'][k]} {father[k]}"
        return f"{name} {person.surname[k]}" if order else f"{person.surname[k]} {name}"

    return said(part, person, "person" if order else "surname-first", written)


def patronymic(part):
    person = pick(part, lambda p: p.patronymic and not p.turkic)
    father = other_patronymic(part, person)["forms"]
    order = part.rng.random() < 0.5

    def written(k):
        name = f"{person.given[k]} {father[k]}"
        return f"{name} {person.surname[k]}" if order else f"{person.surname[k]} {name}"

    return said(part, person, "person" if order else "surname-first", written)


def sibling(part):
    person = pick(part, lambda p: p.patronymic and not p.turkic)
    same = part.rng.random() < 0.5
    gender = person.gender if same else "f" if person.gender == "m" else "m"
    other = other_given(part, person, gender)
    father = person.patronymic if same else person.other_patronymic
    surname = person.surname if same else person.other_surname
    order = part.rng.random() < 0.5

    def written(k):
        name = f"{other['forms'][k]} {father[k]}"
        return f"{name} {surname[k]}" if order else f"{surname[k]} {name}"

    return said(part, person, "person" if order else "surname-first", written, gender=gender)


def other_initials(style):
    def make(part):
        person = pick(part, lambda p: not p.turkic and (p.patronymic or style != "second"))
        first = person.given[0][0]
        second = person.patronymic[0][0] if person.patronymic else other_letter(part)
        letters = [first, other_letter(part, second)] if style == "second" else [other_letter(part, first), part.rng.choice([second, other_letter(part)])]
        if style != "second" and part.rng.random() < 0.3:
            letters.pop()
        block = part.rng.choice([" ", ""]).join(x + "." for x in letters)
        before = style == "before" or style == "second" and part.rng.random() < 0.5
        return said(part, person, "initials", lambda k: f"{block} {person.surname[k]}" if before else f"{person.surname[k]} {block}")

    return make


def other_gender(part):
    """Initials that agree beside a form that only the other gender has; or Евгения for Евгений."""
    person = pick(part, lambda p: not p.turkic)
    gender = "f" if person.gender == "m" else "m"
    only = [c for k, c in enumerate(CASES) if person.other_surname[k] not in person.surname]
    if not only:
        return None
    block = " ".join(x[0][0] + "." for x in (person.given, person.patronymic) if x)
    twin = {"Александр": "Александра", "Александра": "Александр", "Евгений": "Евгения", "Евгения": "Евгений"}.get(person.given[0])
    if twin and part.rng.random() < 0.5:
        twin = part.tables.given[gender][twin]["forms"]
        return said(part, person, "person", lambda k: f"{twin[k]} {person.other_surname[k]}", only, gender)
    before = part.rng.random() < 0.5
    return said(part, person, "initials", lambda k: f"{block} {person.other_surname[k]}" if before else f"{person.other_surname[k]} {block}", only, gender)


def listed(group):
    """Two people whose parts stand side by side: «Илья Кабан, Кузьма Блохин» for Илья Блохин."""

    def make(part):
        person = pick(part, lambda p: p.patronymic and not p.turkic)
        rng, g = part.rng, person.gender
        a, c = other_given(part, person)["forms"], other_given(part, person)["forms"]
        b, d = rng.sample(part.tables.outsiders[g], 2)
        k, q = other_patronymic(part, person)["forms"], other_patronymic(part, person)["forms"]
        i, j = person.given[0][0], person.patronymic[0][0]
        x, y = other_letter(part, i), other_letter(part, i)
        if a == c or k == q:
            return None
        forms = {"g": person.given, "p": person.patronymic, "s": person.surname, "a": a, "b": b, "c": c, "d": d, "k": k, "q": q}
        values = {f"{name}:{case}": f[n] for name, f in forms.items() for n, case in enumerate(CASES)} | {"i": i, "j": j, "x": x, "y": y}
        if group == "list-latin":
            if not person.russian:
                return None
            scheme = rng.choice(["icao", "gost-b"])
            values = {key: romanise(value, scheme).replace("`", "") for key, value in values.items()}
        _, text = part.sentences.pick(rng, group)
        text = part.sentences.fill(rng, text, values, g, pad=False)
        if group == "list-table" and rng.random() < 0.3:
            text = text.upper()
        return text, [], [person.id]

    return make


def about(group, test=lambda p: True):
    """Frames that name the parts of ours themselves: streets, bare parts, derived words."""

    def make(part):
        person = pick(part, lambda p: test(p) and p.patronymic and not p.turkic)
        forms = {"g": person.given, "p": person.patronymic, "s": person.surname}
        if group == "derived":
            word, place = part.tables.derived[person.surname[0]]
            forms |= {"w": word, "l": [place[0]] * 5 + [place[1]]}
        values = {f"{name}:{case}": f[n] for name, f in forms.items() for n, case in enumerate(CASES)}
        values |= {"i": person.given[0][0], "j": person.patronymic[0][0]}
        _, text = part.sentences.pick(part.rng, group)
        return part.sentences.fill(part.rng, text, values, person.gender), [], [person.id]

    return make


def derived(part):
    return about("derived", lambda p: p.surname[0] in part.tables.derived)(part)


def family_bare(part):
    person = pick(part, lambda p: p.family)
    _, text = part.sentences.pick(part.rng, "family-bare")
    return part.sentences.fill(part.rng, text, {"F": person.family[0]}), [], [person.id]


def neighbour(part):
    """Another surname, one letter away, with our given name."""
    person = pick(part, lambda p: p.surname[0] in part.tables.neighbours)
    near = part.tables.neighbours[person.surname[0]]
    order = part.rng.choice(["gs", "gps", "sgp"])

    def written(k):
        parts = {"g": person.given[k], "p": person.patronymic[k] if person.patronymic else "", "s": near[k]}
        return " ".join(parts[x] for x in order if parts[x])

    return said(part, person, "person", written)


def hand_written(phenomenon):
    """A sentence of traps.tsv about a name of this part; the same sentence again only with another neighbour."""

    def make(part):
        entities = {p.surname[0]: p for p in part.people} | {c.forms[0]: c for c in part.companies}
        fits = [(name, text) for p, name, text in SENTENCES if p == phenomenon and name in entities]
        name, text = part.rng.choice(fits)
        if phenomenon != "english-words":
            text = part.sentences.fill(part.rng, text, {})
        return text, [], [entities[name].id]

    return make


def roman_other_given(part):
    person = pick(part, lambda p: p.russian)
    other = other_given(part, person)["forms"][0]
    scheme = part.rng.choice(["icao", "bgn-pcgn", "gost-b"])
    name = romanise(f"{other} {person.surname[0]}", scheme)
    return said(part, person, "en-person", lambda k: name, pad=False)


def roman_other_initials(part):
    person = pick(part, lambda p: p.russian and p.patronymic and not p.turkic)
    letter = part.rng.choice([x for x in "АБВДКЛМНОПРСТ" if x != person.given[0][0]])
    name = romanise(f"{letter}. {person.surname[0]}", "icao")
    return said(part, person, "en-person", lambda k: name, pad=False)


def latin_other_given(part):
    person = part.rng.choice(part.latin_people)
    other = other_given(part, person)["forms"]
    return said(part, person, "person", lambda k: f"{other[k]} {person.surname[k]}")


def disguised_other(part):
    """Another given name, with the disguises of the lines where ours must be found."""
    person = pick(part)
    other = other_given(part, person)["forms"]
    how = part.rng.choice([disguise.latin_letters, disguise.leet_cyrillic, disguise.zero_width, disguise.spaced])
    return said(part, person, "tampered", lambda k: how(part.rng, f"{other[k]} {person.surname[k]}"), pad=False)


def capitals_other(part):
    person = pick(part)
    other, father = other_given(part, person)["forms"], other_patronymic(part, person)["forms"]
    tail = part.rng.choice([f" {father[0]}", ""])
    change = part.rng.choice([str.upper, str.lower])
    return said(part, person, "dump", lambda k: change(f"{person.surname[0]} {other[0]}{tail}"))


def short_other(part):
    """A short form of another given name."""
    person = pick(part)
    other = other_given(part, person)
    short = other["short"] and part.rng.choice(other["short"])
    return short and said(part, person, "chat", lambda k: f"{short[k]} {person.surname[k]}")


BEHIND = ["Плюс", "Юг", "Сити", "Трейд", "Холод", "Инвест", "Мебель", "Тур", "Авто"]
HYPHENED = ["Сервис", "Юг", "Инвест", "Строй", "Транс", "Тур"]
PREFIXES = ["Агро", "Евро", "Эко", "Техно", "Медиа"]
HEADS = ["Отель", "Студия", "Салон", "Санаторий", "Кафе"]
NEW = {"ый": "Новый", "ая": "Новая", "ое": "Новое", "ые": "Новые"}


def longer(part):
    company = companies.cyrillic(part, lambda c: not c.forms[0].startswith(("Нов", "Агро")) and "-" not in c.forms[0])
    _, text = part.sentences.pick(part.rng, "longer")
    heads = HEADS + [NEW[company.ending]] * 3
    tails = BEHIND if "{X} {T}" in text else HYPHENED if "{X}-{T}" in text else PREFIXES if "{T}-{X}" in text else heads
    values = {"X": company.forms[0], "T": part.rng.choice(tails), "f": company.legal}
    return part.sentences.fill(part.rng, text, values), [], [company.id]


def other_form(part):
    company = companies.cyrillic(part, lambda c: c.legal != "ГУП")
    other = part.rng.choice(["АО", "ПАО", "ЗАО"] if company.legal == "ООО" else ["ООО", "ТОО", "МУП", "АНО"])
    _, text = part.sentences.pick(part.rng, "other-form")
    return part.sentences.fill(part.rng, text, {"X": company.forms[0], "o": other}), [], [company.id]


def other_address(kind):
    def make(part):
        company = part.rng.choice([c for c in part.companies if companies.addresses(c)[0]])
        name = slug(company.forms[0])
        if kind == "domain":
            made = part.rng.choice([f"my-{name}.example", f"{name}-sale.example", f"{name}24.example", f"not{name}.example"])
        else:
            name = name.replace("-", "_")
            made = part.rng.choice([f"@{name}_fan", f"@{name}24", f"@the_{name}", f"@{name}_help"])
        _, text = part.sentences.pick(part.rng, kind)
        return part.sentences.fill(part.rng, text, {"H": made}, pad=False), [], [company.id]

    return make


PHENOMENA = [
    ("trap-other-given", given),
    ("trap-other-given-patronymic", given_full),
    ("trap-other-patronymic", patronymic),
    ("trap-sibling", sibling),
    ("trap-initials-before", other_initials("before")),
    ("trap-initials-after", other_initials("after")),
    ("trap-initials-second", other_initials("second")),
    ("trap-other-gender", other_gender),
    ("trap-list-given-first", listed("list-given-first")),
    ("trap-list-surname-first", listed("list-surname-first")),
    ("trap-list-initials", listed("list-initials")),
    ("trap-list-table", listed("list-table")),
    ("trap-list-sentences", listed("list-sentences")),
    ("trap-list-latin", listed("list-latin")),
    ("trap-derived", derived),
    ("trap-named-after", about("named-after")),
    ("trap-bare-parts", about("bare")),
    ("trap-family-bare", family_bare),
    ("trap-common-noun-person", hand_written("common-noun-person")),
    ("trap-namesake", neighbour),
    ("trap-capitals-other-given", capitals_other),
    ("trap-disguised-other-given", disguised_other),
    ("trap-short-other-given", short_other),
    ("trap-roman-other-given", roman_other_given),
    ("trap-roman-other-initials", roman_other_initials),
    ("trap-latin-to-cyrillic-other-given", latin_other_given),
    ("trap-english-words", hand_written("english-words")),
    ("trap-company-lower-case", hand_written("company-lower-case")),
    ("trap-company-sentence-start", hand_written("company-sentence-start")),
    ("trap-company-derived", hand_written("company-derived")),
    ("trap-company-longer", longer),
    ("trap-company-other-form", other_form),
    ("trap-company-domain", other_address("domain")),
    ("trap-company-handle", other_address("handle")),
]

"""A third batch: kinds of names, places in a text (starts, headlines, hashtags, paths, mailboxes) and legal forms that the first two lack."""

import companies
import outside
from outside import Firm, Guest, Somebody, decline
from romanise import romanise
from sentences import Sentences
from tables import CASES, rows, slug

QUOTES = ["«»", '""', "“”", "„“", "„”", "''", "‹›", "‘’", "»«", "「」"]
RUSSIAN_BOYCOTT = ["Бойкот{D}", "Позор{D}", "{N}Верни", "{N}ОтвечайЗаСлив", "Верю{D}", "Долой{A}"]
LATIN_BOYCOTT = ["Boycott{N}", "{N}Leak", "{N}Leaks", "Free{N}", "Stop{N}", "{N}Hack", "{N}Breach", "{N}Gate"]
HANDLES = ["{}support", "{}_support", "{}_official", "{}help", "ask{}", "{}_bot", "{}.care"]


class Form:
    """A firm abroad: what the user writes, how others do, another firm whose name begins so."""

    def __init__(self, part, name, ways, other):
        self.part, self.name, self.other = part, name, other
        self.ways = [x.strip() for x in ways.split(";")]
        self.id = "tf-" + slug(name)


class Third:
    def __init__(self):
        self.firms = [Firm(*cells) for _, cells in rows("third-companies.tsv")]
        self.people = [Somebody(*cells) for _, cells in rows("third-people.tsv")]
        self.guests = []
        for _, (part, gender, name, latin, other) in rows("third-foreign.tsv"):
            guest = Guest(part, gender, name, latin)
            guest.other = other
            self.guests.append(guest)
        self.forms = [Form(*cells) for _, cells in rows("third-forms.tsv")]
        self.traps = [cells for _, cells in rows("third-traps.tsv")]
        for p in self.people:
            p.turkic = p.turkic or bool(p.patronymic and p.patronymic[0].endswith(("уулу", "улы")))
        for prefix, all in (("tc", self.firms), ("tp", self.people), ("tg", self.guests)):
            for x in all:
                x.id = f"{prefix}-{x.id.split('-', 1)[1]}"
        ids = [x.id for x in self.firms + self.people + self.guests + self.forms]
        assert len(ids) == len(set(ids)), [x for x in ids if ids.count(x) > 1]

    def entities(self):
        for f in self.firms:
            name = f"{f.name} {f.legal}" if f.latin else f"{f.legal} «{f.name}»"
            yield f.id, "organisation", {"name": name}, f"Ответчик: {name}, срок до мая.", "Ответчик: ООО «Лазурит», срок до мая."
        for p in self.people:
            said = {"name": p.name} if p.patronymic and not p.turkic else {"name": p.name, "gender": p.gender}
            other = "Ипполит" if p.gender == "m" else "Маргарита"
            yield p.id, "person", said, f"Договор: {p.name}, срок до мая.", f"Договор: {p.surnames[0][0].split(' ')[0]} {other}, срок до мая."
        for p in self.guests:
            yield p.id, "person", {"name": p.name, "gender": p.gender}, f"Договор: {p.name}, срок до мая.", f"Договор: {p.name.split(' ')[0]} Ипполит, срок до мая."
        for f in self.forms:
            yield f.id, "organisation", {"name": f.name}, f"Ответчик: {f.name}, срок до мая.", "Ответчик: ООО «Лазурит», срок до мая."


THIRD = Third()
FRAMES = {}


def frames(part):
    if part.name not in FRAMES:
        mine, other = (Sentences(name, "third-frames.tsv") for name in (part.name, "dev"))
        # A group too small to be halved is shared: its names are halved.
        mine.groups = other.groups | mine.groups
        FRAMES[part.name] = mine
    return FRAMES[part.name]


def some(part, of, test=lambda x: True):
    return part.rng.choice([x for x in of if x.part == part.name and test(x)])


def said(part, group, gender, written, found, wrong):
    case, text = frames(part).pick(part.rng, group)
    key = case or next(k for k in "LH" if "{" + k + "}" in text)
    name = written(CASES.index(case) if case else 0)
    return name and (frames(part).fill(part.rng, text, {key: name}, gender, pad=False), found, wrong)


def person(kind):
    def make(part):
        p = some(part, THIRD.people, lambda p: p.kind == kind)
        order = part.rng.choice(["gs", "gs", "gps", "sg", "sgp"])
        return said(part, "person", p.gender, lambda k: p.form(part.rng, k, order), [p.id], [])

    return make


def initials(p):
    return [p.givens[0][0][0]] + ([p.patronymic[0][0]] if p.patronymic and not p.turkic else [])


def with_initials(part):
    p = some(part, THIRD.people, lambda p: not p.whole and "-" not in p.givens[0][0])
    block = part.rng.choice(["", " "]).join(x + "." for x in initials(p))
    before = part.rng.random() < 0.5
    return said(part, "person", p.gender, lambda k: f"{block} {p.surnames[0][k]}" if before else f"{p.surnames[0][k]} {block}", [p.id], [])


def headline(part):
    p = some(part, THIRD.people)
    return said(part, "percaps", p.gender, lambda k: p.form(part.rng, k, part.rng.choice(["gs", "sg"])).upper(), [p.id], [])


def closed(forms):
    """A name as a hashtag has it: without blanks, each word with a capital."""
    return ["".join(w[:1].upper() + w[1:] for w in form.replace("-", " ").split(" ")) for form in forms]


def person_tag(part):
    p = some(part, THIRD.people, lambda p: not p.whole)
    how = part.rng.choice(["{}", "Свободу{D}", "{}ВерниДеньги", "lower", "_"])
    forms = [p.form(part.rng, k, part.rng.choice(["gs", "sg"])) for k in range(6)]
    if how == "lower":
        return said(part, "tag", p.gender, lambda _: "#" + closed(forms)[0].lower(), [p.id], [])
    if how == "_":
        return said(part, "tag", p.gender, lambda _: "#" + forms[0].replace(" ", "_").replace("-", "_"), [p.id], [])
    return said(part, "tag", p.gender, lambda _: "#" + how.format(closed(forms)[0], D=closed(forms)[2]), [p.id], [])


def roman(p, by):
    """Given name and surname in Latin letters, for an address: no apostrophes."""
    given, surname = (romanise(x, "icao").lower().replace("’", "").replace("'", "").replace(" ", "-") for x in (p.givens[0][0], p.surnames[0][0]))
    return by.format(g=given, s=surname, i=given[0])


ALIEN = ("chinese", "korean", "vietnamese", "arabic", "baltic", "polish", "scandinavian", "german", "french", "spanish", "double-given")


def russian(p):
    return p.kind not in ALIEN and not p.whole


def path(part):
    p = some(part, THIRD.people, russian)
    way = part.rng.choice(["{g}-{s}", "{s}-{g}", "{g}_{s}", "{g}-{s}-zaderzhan", "kto-takoy-{g}-{s}"])
    return said(part, "path", p.gender, lambda _: roman(p, way), [p.id], [])


def cyrillic_path(part):
    p = some(part, THIRD.people, lambda p: not p.whole)
    return said(part, "path", p.gender, lambda _: p.form(part.rng, 0, part.rng.choice(["gs", "sgp"])).replace(" ", "_"), [p.id], [])


def mailbox(part):
    p = some(part, THIRD.people, russian)
    return said(part, "mail", p.gender, lambda _: roman(p, part.rng.choice(["{g}.{s}", "{s}.{g}", "{g}_{s}", "{g}-{s}", "{g}{s}"])), [p.id], [])


def mailbox_initial(part):
    p = some(part, THIRD.people, lambda p: russian(p) and "-" not in p.surnames[0][0])
    return said(part, "mail", p.gender, lambda _: roman(p, part.rng.choice(["{i}.{s}", "{s}.{i}", "{i}_{s}"])), [p.id], [])


def guest(part):
    p = some(part, THIRD.guests)
    return said(part, "latin", p.gender, lambda _: part.rng.choice(p.latin), [p.id], [])


def firm(kind):
    def make(part):
        f = some(part, THIRD.firms, lambda f: f.kind == kind)
        way = part.rng.choice(f.ways)
        if kind in ("latin", "short") and part.rng.random() < 0.5:
            return said(part, "company", "f", lambda k: f.latin, [f.id], [])
        if kind == "short":
            return None
        if part.rng.random() < 0.5:
            return said(part, "company", "f", lambda k: companies.quoted(part.rng, way[k], QUOTES), [f.id], [])
        return said(part, "company", "f", lambda k: way[k], [f.id], [])

    return make


def firm_ends(part):
    """«Nordpeak'а», «Nordpeak-ом», «Nordpeakу», «VQ-шный»."""
    f = some(part, THIRD.firms, lambda f: f.latin)
    if f.kind == "short" or part.rng.random() < 0.2:
        end = part.rng.choice(["-шный", "-шники", "-шного", "-шка"]) if f.kind == "short" else part.rng.choice(["-овский", "-овцы", "-шный"])
        return said(part, "company", "f", lambda k: None if k else f.latin + end, [f.id], [])
    ends = ["", "а", "у", "", "ом", "е"]
    sign = part.rng.choice(["'", "’", "-", "", "`", "‑"])
    return said(part, "company", "f", lambda k: f.latin + (sign + ends[k] if ends[k] else ""), [f.id], [])


NAMES = ("coined", "latin")


def firm_start(part):
    f = some(part, THIRD.firms, lambda f: f.kind in NAMES)
    way = f.ways[0]
    return said(part, "start", "f", lambda k: f.latin if f.latin and part.rng.random() < 0.5 else way[k], [f.id], [])


def firm_start_quoted(part):
    f = some(part, THIRD.firms, lambda f: f.kind not in ("short", "latin"))
    return said(part, "start", "f", lambda k: companies.quoted(part.rng, f.ways[0][k], QUOTES), [f.id], [])


def firm_caps(part):
    f = some(part, THIRD.firms, lambda f: f.kind in NAMES)
    return said(part, "caps", "f", lambda k: (f.latin if f.latin and part.rng.random() < 0.3 else f.ways[0][k]).upper(), [f.id], [])


def firm_caps_quoted(part):
    f = some(part, THIRD.firms, lambda f: f.kind in ("common", "two", "coined"))
    return said(part, "caps", "f", lambda k: companies.quoted(part.rng, f.ways[0][k].upper(), QUOTES[:4]), [f.id], [])


def firm_title(part):
    f = some(part, THIRD.firms, lambda f: f.kind in NAMES)
    return said(part, "title", "f", lambda k: f.ways[0][k], [f.id], [])


def firm_title_english(part):
    f = some(part, THIRD.firms, lambda f: f.kind in NAMES)
    return said(part, "entitle", "f", lambda k: f.latin or romanise(f.forms[0], "icao"), [f.id], [])


def firm_tag(part):
    f = some(part, THIRD.firms, lambda f: f.kind in ("common", "coined", "two") and "и" not in f.forms[0].split(" "))
    forms = closed(f.forms)
    tag = part.rng.choice(RUSSIAN_BOYCOTT).format(N=forms[0], D=forms[2], A=forms[3])
    return said(part, "tag", "f", lambda _: "#" + tag, [f.id], [])


def firm_tag_latin(part):
    f = some(part, THIRD.firms, lambda f: f.kind in ("common", "coined", "latin"))
    name = (f.latin or romanise(f.forms[0], "icao")).replace("’", "")
    return said(part, "tag", "f", lambda _: "#" + part.rng.choice(LATIN_BOYCOTT).format(N=name), [f.id], [])


def firm_path(part):
    f = some(part, THIRD.firms, lambda f: f.kind in NAMES)
    name = (f.latin or romanise(f.forms[0], "icao")).lower().replace("’", "")
    return said(part, "path", "f", lambda _: part.rng.choice(["{}", "{}-vzloman", "hack-{}-2026", "{}-data-leak", "vse-o-{}"]).format(name), [f.id], [])


def firm_handle(part):
    f = some(part, THIRD.firms, lambda f: f.kind in NAMES)
    name = (f.latin or romanise(f.forms[0], "icao")).lower().replace("’", "")
    return said(part, "handle", "f", lambda _: "@" + part.rng.choice(HANDLES).format(name), [f.id], [])


def legal(part):
    f = some(part, THIRD.forms)
    return said(part, "form", "f", lambda _: part.rng.choice(f.ways), [f.id], [])


def other_given(part):
    p = some(part, THIRD.people, lambda p: not p.whole)
    other = decline(part.rng.choice(outside.OTHER_GIVEN[p.gender]))
    before = part.rng.random() < 0.6
    return said(part, "person", p.gender, lambda k: f"{other[k]} {p.surnames[0][k]}" if before else f"{p.surnames[0][k]} {other[k]}", [], [p.id])


def other_father(part):
    p = some(part, THIRD.people, lambda p: p.patronymic and not p.turkic)
    other = decline(part.rng.choice(outside.OTHER_FATHER[p.gender]))
    before = part.rng.random() < 0.5
    return said(part, "person", p.gender, lambda k: f"{p.givens[0][k]} {other[k]} {p.surnames[0][k]}" if before else f"{p.surnames[0][k]} {p.givens[0][k]} {other[k]}", [], [p.id])


def sibling(part):
    p = some(part, THIRD.people, lambda p: p.other_surname)
    other = decline(part.rng.choice(outside.OTHER_GIVEN["f" if p.gender == "m" else "m"]))
    return said(part, "person", "f" if p.gender == "m" else "m", lambda k: f"{other[k]} {p.other_surname[k]}", [], [p.id])


def other_initials(part):
    p = some(part, THIRD.people, lambda p: not p.whole)
    letter = part.rng.choice([x for x in "БДЖЗЦЭЮРКФ" if x != p.givens[0][0][0]])
    block = f"{letter}." + (f"{initials(p)[1]}." if p.patronymic and not p.turkic else "")
    before = part.rng.random() < 0.5
    return said(part, "person", p.gender, lambda k: f"{block} {p.surnames[0][k]}" if before else f"{p.surnames[0][k]} {block}", [], [p.id])


def listed(part):
    p = some(part, THIRD.people, lambda p: not p.whole)
    y, w = (decline(x)[0] for x in part.rng.sample(outside.OTHER_GIVEN[p.gender], 2))
    x, z = (decline(x)[0] for x in part.rng.sample(outside.OTHERS[p.gender], 2))
    values = {"g": p.givens[0][0], "s": p.surnames[0][0], "x": x, "y": y, "z": z, "w": w}
    text = part.rng.choice([
        "Явились: {y} {s}, {g} {x}, {w} {z}.", "{x} {g}, {s} {y}, {z} {w}", "1. {y} {s}\n2. {g} {x}\n3. {w} {z}",
        "{w} {z} / {y} {s} / {g} {x}", "{y} {s} — {#}; {g} {x} — {#};", "В составе: {x} {g} и {s} {w}.",
    ])
    return frames(part).fill(part.rng, text, values, p.gender, pad=False), [], [p.id]


def namesake(part):
    p = some(part, THIRD.people, lambda p: p.near)
    return said(part, "person", p.gender, lambda k: f"{p.givens[0][k]} {p.near[k]}", [], [p.id])


def other_mailbox(part):
    p = some(part, THIRD.people, lambda p: russian(p) and "-" not in p.surnames[0][0])
    other = romanise(decline(part.rng.choice(outside.OTHER_GIVEN[p.gender]))[0], "icao").lower()
    if other[0] == roman(p, "{i}"):
        return None
    way = part.rng.choice(["o.s", "i.s", "o_s"])
    surname = roman(p, "{s}")
    return said(part, "mail", p.gender, lambda _: {"o.s": f"{other}.{surname}", "i.s": f"{other[0]}.{surname}", "o_s": f"{other}_{surname}"}[way], [], [p.id])


def other_path(part):
    p = some(part, THIRD.people, russian)
    other = romanise(decline(part.rng.choice(outside.OTHER_GIVEN[p.gender]))[0], "icao").lower()
    return said(part, "path", p.gender, lambda _: part.rng.choice(["{o}-{s}", "{s}-{o}", "{o}_{s}"]).format(o=other, s=roman(p, "{s}")), [], [p.id])


def other_tag(part):
    p = some(part, THIRD.people, lambda p: not p.whole)
    other = decline(part.rng.choice(outside.OTHER_GIVEN[p.gender]))[0]
    return said(part, "tag", p.gender, lambda _: "#" + "".join(closed([f"{other} {p.surnames[0][0]}"])), [], [p.id])


def other_guest(part):
    p = some(part, THIRD.guests)
    return said(part, "latin", p.gender, lambda _: p.other, [], [p.id])


def longer(part):
    f = some(part, THIRD.forms)
    return said(part, "form", "f", lambda _: f.other, [], [f.id])


def longer_firm(part):
    f = some(part, THIRD.firms, lambda f: f.kind in ("common", "coined", "two"))
    name = part.rng.choice(["«{X} Плюс»", "«{X}-Тур»", "«Новая {X}»", "«{X} и партнёры»"]).format(X=f.forms[0])
    return said(part, "company", "f", lambda _: name, [], [f.id])


def longer_word(part):
    """A coined name as the beginning of a longer word."""
    f = some(part, THIRD.firms, lambda f: f.kind in NAMES)
    tail = part.rng.choice(["пром", "инвест", "град"]) if not f.latin else part.rng.choice(["ify", "ston", "bury"])
    name = (f.latin or f.forms[0]) + tail
    return said(part, part.rng.choice(["company", "start", "title"]), "f", lambda _: name, [], [f.id])


def trap(kind):
    def make(part):
        names = {f.name: f for f in THIRD.firms if f.part == part.name}
        f, text = part.rng.choice([(names[name], text) for k, name, text in THIRD.traps if k == kind and name in names])
        extra = frames(part).fill(part.rng, part.rng.choice(part.sentences.groups["pad"])[1], {}, pad=False)
        return (text if part.rng.random() < 0.6 else f"{text} {extra}"), [], [f.id]

    return make


PERSON_KINDS = list(dict.fromkeys(p.kind for p in THIRD.people))
FIRM_KINDS = list(dict.fromkeys(f.kind for f in THIRD.firms))
FOUND = (
    [(f"third-person-{kind}", person(kind)) for kind in PERSON_KINDS]
    + [(f"third-person-{name}", make) for name, make in (("initials", with_initials), ("headline", headline), ("hashtag", person_tag), ("path", path), ("path-cyrillic", cyrillic_path), ("mailbox", mailbox), ("mailbox-initial", mailbox_initial))]
    + [("third-foreign", guest)]
    + [(f"third-company-{kind}", firm(kind)) for kind in FIRM_KINDS]
    + [
        (f"third-company-{name}", make)
        for name, make in (
            ("ends", firm_ends), ("start", firm_start), ("start-quoted", firm_start_quoted), ("capitals", firm_caps), ("capitals-quoted", firm_caps_quoted),
            ("title", firm_title), ("title-english", firm_title_english), ("hashtag", firm_tag), ("hashtag-latin", firm_tag_latin), ("path", firm_path), ("handle", firm_handle), ("legal", legal),
        )
    ]
)
TRAPS = [
    (f"trap-third-{name}", make)
    for name, make in (
        ("given", other_given), ("patronymic", other_father), ("sibling", sibling), ("initials", other_initials), ("list", listed), ("namesake", namesake),
        ("mailbox", other_mailbox), ("path", other_path), ("hashtag", other_tag), ("foreign", other_guest), ("legal-longer", longer), ("company-longer", longer_firm), ("company-longer-word", longer_word),
        ("company-lower-case", trap("lower-case")), ("company-sentence-start", trap("sentence-start")), ("company-part", trap("part")), ("company-street", trap("street")), ("company-hashtag", trap("tag")),
    )
]

"""Reads the hand-written tables beside this file. Nothing is inflected here: every form stands in a table."""

import pathlib
import re

from romanise import romanise

# Given names of other languages: their Latin spelling is not a romanisation, and no Russian has them by chance.
FOREIGN_GIVEN = set("Карлос Пауль Анри Люсьен Томас Джон Роберт Раймонд Витаутас Майкл Петер Стивен Ян Кэтрин Жаклин Мэри".split())
HERE = pathlib.Path(__file__).resolve().parent
CASES = "NGDAIP"


def rows(name):
    for number, line in enumerate((HERE / name).read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            yield number, line.split("\t")


def cases(cell, by=" "):
    """Six forms, or one that stands for all six."""
    forms = cell.split(by)
    assert len(forms) in (1, 6), cell
    return forms * 6 if len(forms) == 1 else forms


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", romanise(text, "icao").lower()).strip("-")


class Tables:
    def __init__(self):
        self.surnames, self.given, self.patronymics = {"m": {}, "f": {}}, {"m": {}, "f": {}}, {"m": {}, "f": {}}
        for _, (kind, man, woman, family) in rows("surnames.tsv"):
            family = None if family == "-" else cases(family)
            for gender, forms, other in (("m", cases(man), cases(woman)), ("f", cases(woman), cases(man))):
                self.surnames[gender][forms[0]] = {"class": kind, "forms": forms, "other": other, "family": family}
        for _, (gender, forms, short, latin) in rows("given.tsv"):
            self.given[gender][cases(forms)[0]] = {
                "forms": cases(forms),
                "short": [] if short == "-" else [cases(x.strip()) for x in short.split(";")],
                "latin": [] if latin == "-" else [x.strip() for x in latin.split(";")],
            }
        for _, (man, woman) in rows("patronymics.tsv"):
            # A son and a daughter of one father.
            self.patronymics["m"][man.split()[0]] = {"forms": cases(man), "other": cases(woman)}
            self.patronymics["f"][woman.split()[0]] = {"forms": cases(woman), "other": cases(man)}
        self.outsiders = {"m": [], "f": []}
        for _, (man, woman) in rows("outsiders.tsv"):
            self.outsiders["m"].append(cases(man))
            self.outsiders["f"].append(cases(woman))
        self.neighbours = {name: cases(forms) for _, (name, forms) in rows("neighbours.tsv")}
        self.derived = {name: (cases(forms), place.split()) for _, (name, forms, place) in rows("derived.tsv")}
        self.people = [Person(self, *cells) for _, cells in rows("people.tsv")]
        self.companies = [Company(*cells) for _, cells in rows("companies.tsv")]
        names = {p.surname[0]: p for p in self.people} | {c.forms[0]: c for c in self.companies}
        assert len(names) == len(self.people) + len(self.companies), "one entity a surname, one a company's name"
        ids = [e.id for e in self.people + self.companies]
        assert len(ids) == len(set(ids)), "ids are unique"


class Person:
    def __init__(self, tables, part, gender, name, latin):
        self.part, self.gender, self.name, self.latin = part, gender, name, None if latin == "-" else latin
        words = name.split(" ")
        found = tables.surnames[gender][words[0]]
        self.kind, self.surname, self.other_surname, self.family = found["class"], found["forms"], found["other"], found["family"]
        first = tables.given[gender][words[1]]
        self.given, self.short, self.short_latin = first["forms"], first["short"], first["latin"]
        self.patronymic, self.other_patronymic = None, None
        self.turkic = len(words) == 4
        if self.turkic:
            self.patronymic = [" ".join(words[2:])] * 6
        elif len(words) == 3:
            found = tables.patronymics[gender][words[2]]
            self.patronymic, self.other_patronymic = found["forms"], found["other"]
        self.id = "p-" + slug(words[0])

    @property
    def russian(self):
        """Whether its Latin spelling is a romanisation and not its own."""
        return self.kind not in ("west", "baltic") and self.given[0] not in FOREIGN_GIVEN and not self.latin

    def short_form(self, case, order="gs"):
        c = CASES.index(case)
        parts = {"g": self.given[c], "s": self.surname[c], "p": self.patronymic[c] if self.patronymic else ""}
        return " ".join(parts[k] for k in order if parts[k])


class Company:
    def __init__(self, part, script, legal, forms, alias, latin):
        self.part, self.script, self.legal = part, script, legal
        self.forms = cases(forms, "|")
        self.alias = None if alias == "-" else alias
        self.latin = None if latin == "-" else latin
        self.id = "c-" + slug(self.forms[0])

    @property
    def cyrillic(self):
        return self.script == "cyrillic"

    @property
    def words(self):
        return len(self.forms[0].split(" "))

    @property
    def common(self):
        """One word that is also an ordinary noun: coined names are long or hyphenated."""
        return self.words == 1 and len(self.forms[0]) < 9 and "-" not in self.forms[0]

    @property
    def ending(self):
        """What an adjective before it ends in, by the instrumental."""
        last = self.forms[4].split(" ")[0]
        if last.endswith(("ами", "ями", "ыми", "ими")):
            return "ые"
        if last.endswith(("ой", "ей", "ёй", "ью")):
            return "ая"
        return "ое" if self.forms[0].endswith(("о", "е")) else "ый"

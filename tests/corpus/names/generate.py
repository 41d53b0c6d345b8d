#!/usr/bin/env python3
"""Writes set.toml, lines.jsonl (two thirds of the names and frames) and held-out.jsonl (the rest) from the tables beside it.

    tests/corpus/names/generate.py [FOLDER]

One seed: the same bytes each run. A line is right by construction: its name is put into a sentence that was written by hand,
in the case that the sentence asks for; a trap holds another person or thing by construction.
"""

import json
import pathlib
import random
import sys

sys.dont_write_bytecode = True
import companies
import outside
import people
import third
import traps
from sentences import Sentences
from tables import HERE, Tables

SEED = 20261128
# Lines of a phenomenon: development part, held-out part. A trap's are more: there are fewer kinds.
POSITIVE, TRAP = (98, 49), (124, 62)
# The same of the second batch, whose names are halved.
OUTSIDE_POSITIVE, OUTSIDE_TRAP = (24, 24), (48, 48)
THIRD_POSITIVE, THIRD_TRAP = (24, 24), (40, 40)


class Part:
    """One part's names and frames, and the lines made of them."""

    def __init__(self, name, tables, sentences):
        self.name, self.tables = name, tables
        self.sentences = sentences
        self.people = [p for p in tables.people if p.part == name and not p.latin]
        self.latin_people = [p for p in tables.people if p.part == name and p.latin]
        self.companies = [c for c in tables.companies if c.part == name]
        self.rng = None

    def draw(self, phenomenon, make, wanted):
        """Lines of one phenomenon. `make` gives (text, found, not found) or None; no text twice."""
        # A seed a phenomenon: a change of one leaves the others' bytes alone.
        self.rng = random.Random(f"{SEED} {self.name} {phenomenon}")
        lines, seen = [], set()
        for _ in range(wanted * 60):
            if len(lines) == wanted:
                break
            made = make(self)
            if made and made[0] not in seen:
                seen.add(made[0])
                lines.append(made)
        return [(phenomenon,) + line for line in lines]


def toml(text):
    return json.dumps(text, ensure_ascii=False)


def examples(good, bad):
    """What `leakwatch check` tries: a plain sentence, and one about somebody else."""
    return [f"examples = [{toml(good)}]", f"counter_examples = [{toml(bad)}]"]


def keyword_set(tables):
    out = [
        "# Made by generate.py. Names of nobody, written once, in the nominative, as a user writes them.",
        "[set]",
        'id = "names"',
        'title = "Names of the labelled set"',
    ]
    for p in tables.people:
        out += ["", "[[entity]]", f"id = {toml(p.id)}", 'kind = "person"', 'role = "other"', f"name = {toml(p.latin or p.name)}"]
        if not p.patronymic:
            out.append(f"gender = {toml(p.gender)}")
        other = "Аркадий" if p.gender == "m" else "Маргарита"
        given, surname = (p.latin or f"{p.given[0]} {p.surname[0]}").split(" ")
        out += examples(f"Договор: {given} {surname}, срок до мая.", f"Договор: {other} {surname}, срок до мая.")
    for c in tables.companies:
        name = c.forms[0] if c.script == "cyrillic" else c.latin or c.forms[0]
        name = f"{c.legal} «{name}»" if c.script == "cyrillic" else f"{name} {c.legal}" if c.script == "latin" else name
        out += ["", "[[entity]]", f"id = {toml(c.id)}", 'kind = "organisation"', 'role = "other"', f"name = {toml(name)}"]
        out += examples(f"Ответчик: {name}, срок до мая.", "Ответчик: ООО «Лазурит», срок до мая.")
        if c.alias:
            out.append(f"aliases = [{toml(c.alias)}]")
        domain, handle = companies.addresses(c)
        if domain:
            out += [f"domains = [{toml(domain)}]", f"handles = [{toml(handle)}]"]
    for id, kind, said, good, bad in [*outside.OUTSIDE.entities(), *third.THIRD.entities()]:
        out += ["", "[[entity]]", f"id = {toml(id)}", f"kind = {toml(kind)}", 'role = "other"']
        out += [f"{key} = {toml(value)}" for key, value in said.items()]
        out += examples(good, bad)
    return "\n".join(out) + "\n"


def main():
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    target.mkdir(parents=True, exist_ok=True)
    tables = Tables()
    (target / "set.toml").write_text(keyword_set(tables), encoding="utf-8")
    for name, file, which in (("dev", "lines.jsonl", 0), ("held-out", "held-out.jsonl", 1)):
        part = Part(name, tables, Sentences(name))
        lines = []
        for phenomenon, make in people.PHENOMENA + companies.PHENOMENA:
            lines += part.draw(phenomenon, make, POSITIVE[which])
        for phenomenon, make in traps.PHENOMENA:
            lines += part.draw(phenomenon, make, TRAP[which])
        for phenomenon, make in outside.FOUND:
            lines += part.draw(phenomenon, make, OUTSIDE_POSITIVE[which])
        for phenomenon, make in outside.TRAPS:
            lines += part.draw(phenomenon, make, OUTSIDE_TRAP[which])
        for phenomenon, make in third.FOUND:
            lines += part.draw(phenomenon, make, THIRD_POSITIVE[which])
        for phenomenon, make in third.TRAPS:
            lines += part.draw(phenomenon, make, THIRD_TRAP[which])
        with open(target / file, "w", encoding="utf-8", newline="\n") as out:
            for number, (phenomenon, text, found, wrong) in enumerate(lines, 1):
                line = {"id": f"{name[0]}{number:05}", "phenomenon": phenomenon, "text": text, "entries": found, "not": wrong}
                out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()

"""The frames: which sentences a part has, and how a name is put into one."""

import re

from tables import CASES, rows

SLOT = re.compile(r"\{([^{}]*)\}")
EITHER = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")
MARK = "\x01"


class Sentences:
    def __init__(self, part, table="frames.tsv"):
        self.groups = {}
        counted = {}
        for _, (group, *text) in rows(table):
            text = "\t".join(text)
            case = next((x for x in SLOT.findall(text) if x in CASES), "")
            counted[group, case] = counted.get((group, case), 0) + 1
            held = counted[group, case] % 3 == 0
            if group == "pad" or held == (part == "held-out"):
                self.groups.setdefault(group, []).append((case, text.replace("\\n", "\n")))

    def pick(self, rng, group, case=None):
        """A sentence of the group, and the case that its slot asks for."""
        some = [(c, text) for c, text in self.groups[group] if case is None or c == case]
        return rng.choice(some) if some else None

    def fill(self, rng, text, values, gender="m", pad=True, clean=None):
        """Puts the values into the slots. `clean`: what the values are without a disguise, for о/об, с/со, к/ко."""

        def slot(found):
            key = found.group(1)
            # Numbers that every counted noun follows in the genitive plural; hours and days of a month.
            if key == "#":
                return str(rng.randint(2, 9)) + rng.choice("056789")
            if key == "h":
                return str(rng.randint(10, 20))
            plain = (clean or values)[key]
            return MARK + plain + MARK + values[key] + MARK

        text = SLOT.sub(slot, EITHER.sub(lambda e: e.group(1 if gender == "m" else 2), text))
        text = re.sub(rf"\b([Оо]) (?={MARK}[«\"“„]?[АИОУЭаиоуэ])", r"\1б ", text)
        text = re.sub(rf"\b([Сс]) (?={MARK}[«\"“„]?(?:[СЗШЖсзшж][бвгджзклмнпрстфхцчшщ]|[Щщ]|Льв))", r"\1о ", text)
        text = re.sub(rf"\b([Кк]) (?={MARK}[«\"“„]?Льв)", r"\1о ", text)
        text = re.sub(rf"{MARK}[^{MARK}]*{MARK}([^{MARK}]*){MARK}", r"\1", text)
        # An initial's dot ends the sentence too.
        text = re.sub(r"(?<=[А-ЯЁ])\.\.(?!\.)", ".", text)
        if pad and text.endswith((".", "?", "!")) and "\n" not in text and rng.random() < 0.3:
            extra = self.fill(rng, rng.choice(self.groups["pad"])[1], {}, pad=False)
            text = f"{extra} {text}" if rng.random() < 0.5 else f"{text} {extra}"
        return text

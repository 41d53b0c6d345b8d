#!/usr/bin/env python3
"""Writes set.toml and lines.jsonl from the sentences of round*.txt beside it.

    tests/corpus/threats/generate.py [FOLDER]

No chance but hashes of the sentences: the same bytes each run, and a new sentence leaves all other lines alone. Half of the
sentences is held out, by the hash of their words before a name is put into them.
"""

import hashlib
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
HEADER = re.compile(r"\[([a-z-]+) (ru|en)\]")
SLOT = re.compile(r"\{(\w+)\}")

# id, kind, legal form, nominative, genitive, dative, accusative, instrumental, prepositional, English name, domain
OWN = [
    ("romashka", "ООО", "Ромашка Ромашки Ромашке Ромашку Ромашкой Ромашке", "Romashka LLC", "example.com"),
    ("granitbank", "ПАО", "Гранитбанк Гранитбанка Гранитбанку Гранитбанк Гранитбанком Гранитбанке", "Granitbank PJSC", "granitbank.test"),
    ("kedrovnik", "ООО", "Кедровник Кедровника Кедровнику Кедровник Кедровником Кедровнике", "Kedrovnik LLC", "kedrovnik.test"),
    ("vetrograd", "АО", "Ветроград Ветрограда Ветрограду Ветроград Ветроградом Ветрограде", "Vetrograd JSC", "vetrograd.test"),
    ("nordquill", "ООО", "Нордквилл Нордквилла Нордквиллу Нордквилл Нордквиллом Нордквилле", "Nordquill Inc", "nordquill.test"),
    ("harbourline", "АО", "Харборлайн Харборлайна Харборлайну Харборлайн Харборлайном Харборлайне", "Harbourline Ltd", "harbourline.test"),
]
OTHER = [
    ("ООО", "Лютик Лютика Лютику Лютик Лютиком Лютике", "Lyutik LLC"),
    ("АО", "Полынь Полыни Полыни Полынь Полынью Полыни", "Bramblewick Ltd"),
]
LEADER = [
    ("gromov", "Громов Сергей Павлович", "Sergey Gromov",
     "Сергей Громов|Сергея Громова|Сергею Громову|Сергея Громова|Сергеем Громовым|Сергее Громове"),
    ("leshchinsky", "Лещинский Павел Андреевич", "Pavel Leshchinsky",
     "Павел Лещинский|Павла Лещинского|Павлу Лещинскому|Павла Лещинского|Павлом Лещинским|Павле Лещинском"),
]
CASES = "ngdaip"

# Around a sentence that stands a second time: neither says a word of threats.
BEFORE = {
    "ru": ["Всем добрый вечер. ", "Пишу первый раз, не судите строго. ", "Обзор за сегодня, пункт третий. ",
           "Скопировал из соседней ветки:\n", "Сегодня в ленте: "],
    "en": ["Evening all. ", "First post here, be kind. ", "From today's round-up: ", "Copied from another thread:\n"],
}
AFTER = {
    "ru": [" Фото ниже.", "\nОбновление будет вечером.", " Продолжение в следующем сообщении.", "\n12 комментариев"],
    "en": [" Picture below.", "\nUpdate tonight.", " More in the next message.", "\n12 comments"],
}


def number(text, salt=""):
    return int.from_bytes(hashlib.sha256((salt + text).encode()).digest()[:8], "big")


def pick(some, text, salt):
    return some[number(text, salt) % len(some)]


def company(form, cases, case, style):
    """How a Russian company is written: its form and quotes, quotes alone, or its bare name where a small letter stands
    before it: at the beginning of a sentence a bare name may be any word, which is a matter of `eval names`."""
    words = cases.split()
    if style == 0:
        return f"{form} «{words[0]}»"
    return f"«{words[CASES.index(case)]}»" if style < 4 else words[CASES.index(case)]


def fill(sentence, language, turn):
    """Puts names into a sentence; `turn` 0 and 1 give different ones."""
    own = OWN[(number(sentence, "own") + turn) % len(OWN)]
    other = pick(OTHER, sentence, "other")
    leader = LEADER[(number(sentence, "leader") + turn) % len(LEADER)]
    style = (number(sentence, "style") + 3 * turn) % 6

    def slot(found):
        key = found.group(1)
        if key == "x":
            return own[4]
        if key == "n2":
            return own[2].split()[0] if language == "ru" else own[3].split()[0]
        if language == "en":
            # A company is seldom named with its legal form in a headline.
            return {"n": own[3] if style < 3 else own[3].split()[0], "l": leader[2], "o": other[2]}[key]
        inside = re.search(r"[а-яё] $", sentence[: found.start()])
        written = style if inside or style < 4 else style - 3
        if key in CASES:
            return company(own[1], own[2], key, written)
        if key[0] == "o":
            return company(other[0], other[1], key[1], written)
        if key[0] == "l":
            return leader[3].split("|")[CASES.index(key[1])]
        raise KeyError(key)

    return SLOT.sub(slot, sentence)


def sentences():
    seen = set()
    for file in sorted(HERE.glob("round*.txt")):
        entry, language = None, None
        for row in file.read_text(encoding="utf-8").splitlines():
            if not row or row.startswith("# "):
                continue
            if header := HEADER.fullmatch(row):
                entry, language = header.groups()
                continue
            trap = row.startswith("- ")
            text = (row[2:] if trap else row).replace("\\n", "\n")
            assert entry and (text not in seen), f"{file.name}: {row}"
            seen.add(text)
            yield file.stem, entry, language, trap, text


def lines():
    for part, entry, language, trap, text in sentences():
        held_out = number(text, "half") % 2 == 0
        mark = hashlib.sha256(text.encode()).hexdigest()[:8]
        made = [fill(text, language, 0)]
        # Two of three stand a second time, with another name and amid other sentences.
        if number(text, "twice") % 3 < 2:
            before, after = pick(BEFORE[language], text, "before"), pick(AFTER[language], text, "after")
            again = fill(text, language, 1)
            made.append([before + again, again + after, before + again + after][number(text, "where") % 3])
        for turn, written in enumerate(made):
            yield {
                "id": f"{mark}-{turn}", "text": written, "entry": entry + ("-en" if language == "en" else ""),
                "language": language,
                "round": part, "held_out": held_out, "found": not trap,
            }


def keyword_set():
    out = ['[set]\nid = "watched"\ntitle_ru = "Кого защищаем"\ntitle_en = "Who is protected"\n']
    for name, form, cases, english, domain in OWN:
        russian = f"{form} «{cases.split()[0]}»"
        latin = json.dumps([english, english.split()[0]], ensure_ascii=False)
        out.append(
            f'[[entity]]\nid = "{name}"\nkind = "organisation"\nrole = "own"\nname = "{russian}"\naliases = {latin}\n'
            f'domains = ["{domain}"]\nexamples = ["Новости {russian} за неделю", "{domain}"]\n'
            'counter_examples = ["ООО «Лютик» и Bramblewick Ltd"]\n'
        )
    for name, full, english, _ in LEADER:
        out.append(
            f'[[entity]]\nid = "{name}"\nkind = "person"\nrole = "leadership"\nname = "{full}"\nlatin = ["{english}"]\n'
            f'examples = ["Выступает {full}", "{english}"]\ncounter_examples = ["Ольга Тишина"]\n'
        )
    return "\n".join(out)


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    (folder / "set.toml").write_text(keyword_set(), encoding="utf-8")
    made = [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines()]
    (folder / "lines.jsonl").write_text("\n".join(made) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

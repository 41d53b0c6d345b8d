"""Documents of nobody, pages that hold a paragraph of one, and pages that do not: what `leakwatch eval documents` measures on.

    python3 generate.py FOLDER [--documents N] [--seed N] [--from FILE...]

One seed, the same bytes each run, Python 3.11 alone. With --from the documents are cut from texts of your own instead of
being made from the word lists here: ordinary prose repeats itself in other ways than ours.
"""

import argparse
import json
import pathlib
import random
import re

RU = {
    "who": "отдел снабжения|служба охраны|финансовый директор|проектная группа|совет директоров|главный инженер|"
    "начальник цеха|бухгалтерия|юрист компании|торговый представитель|дирекция по персоналу|заведующий складом|"
    "ревизор|технолог смены|диспетчер порта|группа аналитиков|казначейство|приёмная комиссия|отдел рекламы|"
    "руководитель филиала|системный администратор|менеджер по закупкам|лаборатория контроля|куратор проекта|"
    "директор завода|служба доставки|инвестиционный комитет|отдел кадров|управляющий фермой|сметчик".split("|"),
    "does": "предлагает отложить|утверждает|скрывает от подрядчика|оплачивает|переносит на осень|отменяет|начинает|"
    "передаёт соседнему филиалу|проверяет|готовит втайне|удваивает|сокращает вдвое|поручает посреднику|закрывает|"
    "возобновляет|считает убыточным|просит ускорить|не согласует|покупает через третье лицо|продаёт с убытком|"
    "страхует|списывает|вносит в план|исключает из отчёта|обсуждает без протокола|замораживает|берёт в аренду|"
    "прячет среди расходов|показывает только акционерам|объединяет".split("|"),
    "what": "поставку подшипников|закупку серверов|ремонт котельной|строительство причала|разработку прошивки|"
    "рекламу йогурта|перевозку удобрений|аренду ангара|испытания насоса|выпуск облигаций|ревизию склада|набор токарей|"
    "переезд архива|сборку тракторов|бурение скважины|покраску вагонов|экспорт фанеры|поверку весов|обмен акций|"
    "монтаж кровли|очистку резервуаров|сертификацию кабеля|посев рапса|лечение стада|литьё корпусов|печать этикеток|"
    "замену турбины|прокладку оптики|выкуп доли|утилизацию шин|настройку станка|перепись имущества|опрос дилеров|"
    "перевод зарплат|охрану карьера|отгрузку щебня|сушку зерна|пошив формы|заправку самолётов|учёт топлива".split("|"),
    "why": "из-за задержки на таможне|после жалобы соседей|до прихода аудитора|ради скидки от завода|по просьбе губернатора|"
    "вопреки совету врачей|потому что кончились деньги|чтобы опередить конкурента|пока не вырос курс|из-за утечки масла|"
    "после аварии на линии|в обмен на отсрочку|по итогам тендера|ввиду ранних морозов|при условии предоплаты|"
    "несмотря на запрет банка|вместо обещанной премии|согласно тайному соглашению|из опасения забастовки|"
    "для снижения налога|на случай обыска|под залог оборудования|за счёт резервного фонда|по вине перевозчика|"
    "после ухода механика|ради кредита в Казани|из-за судебного иска|чтобы не платить пеню|до конца отопления|"
    "по старой памяти".split("|"),
    "where": "в Твери|на складе в Подольске|в порту Тамань|на восточной площадке|у кирпичного завода|в третьем корпусе|"
    "на хуторе Весёлом|под Рязанью|в арендованном гараже|на левом берегу|в подвале конторы|возле переправы|в цехе номер шесть|"
    "на барже|в соседней области|у дальнего карьера|в учебном центре|на полигоне|в старой лаборатории|близ аэродрома".split("|"),
    "month": "январе|феврале|марте|апреле|мае|июне|июле|августе|сентябре|октябре|ноябре|декабре".split("|"),
    "tail": "об этом знают лишь двое|протокол пока не подписан|цена вырастет на {n} процентов|нужны ещё {n} человек|"
    "склад вмещает {n} тонн|ответ ждут через {n} дней|потери составят {n} миллионов рублей|запасов хватит на {n} недель|"
    "договор заключат на {n} месяцев|прибыль упадёт до {n} процентов|виновного найдут позже|смету пересмотрят дважды|"
    "журналистам скажут иное|пароль сменят ночью|печать хранится у секретаря|машины придут без номеров|"
    "образцы увезут самолётом|партнёр узнает последним|отказ оформят письмом|остаток вернут наличными".split("|"),
    "frame": [
        "{Who} {does} {what} {where}, {why}.",
        "В {month} {who} {does} {what}; {tail}.",
        "{Who} {does} {what} {why}, {tail}.",
        "{Where} {who} {does} {what}, {why}; {tail}.",
        "{Why} {who} {does} {what} {where}.",
        "До {n} числа {who} {does} {what}, а {who2} {does2} {what2}.",
        "Если {who} {does} {what}, то {who2} {does2} {what2} {where}.",
        "На {n} тысяч рублей {who} {does} {what} {where}, {tail}.",
    ],
    "blog": "вчера|гуляли|вдоль|реки|кошка|спала|на|подоконнике|варенье|вышло|слишком|сладким|погода|снова|испортилась|бабушка|"
    "рассказывала|про|старый|сад|электричка|опоздала|минут|двадцать|фильм|оказался|скучным|рецепт|блинов|записали|на|"
    "обороте|открытки|велосипед|скрипит|летом|купались|до|темноты|сосед|играет|гаммы|книга|лежит|раскрытой|дождь|стучит|"
    "по|крыше|ёжик|пришёл|за|молоком|грибы|сушатся|над|печкой|вечером|зажгли|лампу".split("|"),
    "common": [
        "Сотруднику напоминают, что вынос бумаг за пределы предприятия возможен только с отметкой дежурного по режиму, а "
        "снимки экрана личным телефоном считаются грубым нарушением внутреннего распорядка и влекут взыскание.",
        "Бланк заполняется печатными буквами без исправлений, сдаётся в канцелярию до обеда, регистрируется в журнале "
        "входящих и хранится пять лет в железном шкафу, ключ от которого находится у делопроизводителя.",
        "Цены указаны без учёта налога на добавленную стоимость, действительны в течение четырнадцати дней и могут быть "
        "изменены поставщиком при колебании биржевой стоимости металла более чем на пять процентов.",
        "Заседание открыл председатель, секретарь огласил повестку, кворум имеется, отводов и дополнений не поступило, "
        "решили голосовать списком, счётную комиссию не избирать, протокол вести сокращённо.",
    ],
    "known": [
        "Если вы получили это сообщение по ошибке, просим немедленно сообщить об этом отправителю и удалить сообщение из "
        "вашей системы. Любое несанкционированное использование, копирование или распространение содержащейся в сообщении "
        "информации запрещено.",
        "Настоящий договор составлен в двух экземплярах, имеющих одинаковую юридическую силу, по одному для каждой из сторон. "
        "Во всём остальном, что не предусмотрено настоящим договором, стороны руководствуются действующим законодательством "
        "Российской Федерации.",
    ],
}

EN = {
    "who": "the purchasing office|the night guard|our finance director|the project team|the board|the chief engineer|"
    "a foreman|the bookkeeper|company counsel|the trade envoy|personnel|the storekeeper|an inspector|the shift chemist|"
    "the harbour dispatcher|the analysts|treasury|the admissions panel|advertising|the branch head|the network admin|"
    "the buyer|quality control|the curator|the plant manager|the courier service|the investment committee|the vet|"
    "the farm steward|the estimator".split("|"),
    "does": "wants to postpone|approves|hides from contractors|pays for|moves to autumn|cancels|begins|hands to another branch|"
    "reviews|secretly prepares|doubles|halves|entrusts to a broker|closes|resumes|calls unprofitable|asks to hurry|rejects|"
    "buys through a proxy|sells below cost|insures|writes off|budgets|drops from the report|debates off the record|freezes|"
    "leases|buries among expenses|shows shareholders only|merges".split("|"),
    "what": "bearing deliveries|server purchases|boiler repairs|the new pier|firmware work|yoghurt commercials|fertiliser freight|"
    "hangar rental|pump trials|the bond issue|the stock audit|lathe hiring|the archive move|tractor assembly|well drilling|"
    "wagon painting|plywood exports|scale calibration|the share swap|roof mounting|tank cleaning|cable certification|"
    "rapeseed sowing|cattle treatment|housing casts|label printing|turbine replacement|fibre laying|the stake buyout|"
    "tyre disposal|loom tuning|the property census|dealer polls|payroll transfers|quarry patrols|gravel shipping|grain drying|"
    "uniform sewing|aircraft fuelling|diesel accounting".split("|"),
    "why": "because customs stalled|after neighbours complained|before auditors arrive|for a factory rebate|at the governor's wish|"
    "against medical advice|since cash ran out|to outrun a rival|until rates rise|owing to oil seepage|after the line broke|"
    "in return for respite|following the tender|given early frost|subject to prepayment|despite the bank's veto|"
    "instead of bonuses|under a secret pact|fearing a walkout|to trim taxes|in case of raids|pledging machinery|"
    "from reserve funds|through carrier negligence|once the mechanic left|for the Leeds loan|because of litigation|"
    "to dodge penalties|while heating lasts|out of habit".split("|"),
    "where": "in Norwich|at the Hull depot|on the eastern yard|by the brickworks|inside block three|near the ferry|"
    "in a rented garage|across the river|beneath the counting house|at shop six|aboard a barge|in the next county|"
    "by the far quarry|at the training centre|on the range|in the old laboratory|beside the airfield|at Crewe|"
    "behind the silo|off Grimsby".split("|"),
    "month": "January|February|March|April|May|June|July|August|September|October|November|December".split("|"),
    "tail": "only two people know|minutes stay unsigned|prices climb {n} percent|{n} more hands are needed|the shed holds {n} tons|"
    "a reply takes {n} days|losses reach {n} million pounds|stocks last {n} weeks|contracts run {n} months|"
    "margins sink to {n} percent|a culprit follows later|estimates change twice|reporters hear otherwise|"
    "passwords rotate overnight|the seal stays locked|lorries come unmarked|samples leave by air|the partner learns last|"
    "refusal goes by letter|the rest returns in cash".split("|"),
    "frame": [
        "{Who} {does} {what} {where}, {why}.",
        "In {month} {who} {does} {what}; {tail}.",
        "{Who} {does} {what} {why}, {tail}.",
        "{Where} {who} {does} {what}, {why}; {tail}.",
        "{Why}, {who} {does} {what} {where}.",
        "By day {n} {who} {does} {what}, and {who2} {does2} {what2}.",
        "If {who} {does} {what}, then {who2} {does2} {what2} {where}.",
        "For {n} thousand pounds {who} {does} {what} {where}, {tail}.",
    ],
    "blog": "yesterday|walked|along|the|canal|cat|slept|upon|sill|jam|came|out|sweet|weather|turned|again|grandmother|spoke|of|"
    "an|orchard|train|arrived|twenty|minutes|late|film|proved|dull|pancake|recipe|written|behind|a|postcard|bicycle|"
    "squeaks|summer|swimming|until|dark|neighbour|plays|scales|book|lies|open|rain|taps|on|slate|hedgehog|visited|for|"
    "milk|mushrooms|dry|above|stove|evening|lamp|lit".split("|"),
    "common": [
        "Staff are reminded that carrying papers beyond the gate needs a stamp from the duty officer, while photographs of a "
        "screen taken with a private telephone count as gross misconduct and lead to a formal warning.",
        "Fill the form in block letters without corrections, hand it to the registry before lunch, have it entered in the "
        "incoming ledger and keep it five years in the iron cabinet whose key the clerk holds.",
        "Prices exclude value added tax, stay valid for fourteen days and may be adjusted by the supplier whenever exchange "
        "quotations of the metal move by more than five percent.",
        "The chair opened the meeting, the secretary read the agenda, a quorum was present, no objections or additions were "
        "raised, members agreed to vote by list, to elect no tellers and to keep abridged minutes.",
    ],
    "known": [
        "If you are not the intended recipient, please notify the sender immediately and delete this e-mail and all copies from "
        "your system. Any unauthorised copying, disclosure or distribution of the material in this e-mail is strictly forbidden.",
        "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated "
        "documentation files, to deal in the Software without restriction, including without limitation the rights to use, copy, "
        "modify, merge, publish, distribute, sublicense, and/or sell copies of the Software.",
    ],
}

TWINS = dict(zip("аеорсхуАВЕКМНОРСТХ", "aeopcxyABEKMHOPCTX"))
TWINS_EN = {latin: cyrillic for cyrillic, latin in TWINS.items()}


def sentence(words, rng):
    pick = {name: rng.choice(words[name]) for name in ("who", "does", "what", "why", "where", "month", "tail")}
    pick |= {name + "2": rng.choice(words[name]) for name in ("who", "does", "what")}
    pick["n"] = str(rng.randint(3, 97))
    pick["tail"] = pick["tail"].format(n=rng.randint(3, 980))
    pick |= {name.capitalize(): text[0].upper() + text[1:] for name, text in list(pick.items())}
    return rng.choice(words["frame"]).format(**pick)


def paragraph(words, rng):
    return " ".join(sentence(words, rng) for _ in range(rng.randint(5, 9)))


def chat(words, rng, many):
    out = [rng.choice(words["blog"]) for _ in range(many)]
    out = [w + "." if i % 11 == 10 else w for i, w in enumerate(out)]
    return " ".join(out)


def reworded(text, words, rng):
    """A tenth of the words: half of them replaced, the rest left out, doubled by another, or swapped with the next."""
    out = text.split()
    places = rng.sample(range(len(out) - 1), max(1, len(out) // 10))
    for at in sorted(places, reverse=True):
        other = rng.choice(words["blog"] + " ".join(words["what"] + words["who"]).split())
        match rng.randrange(6):
            case 0 | 1 | 2:
                out[at] = other
            case 3:
                del out[at]
            case 4:
                out.insert(at, other)
            case _:
                out[at], out[at + 1] = out[at + 1], out[at]
    return " ".join(out)


def wrapped(text, width, rng, hyphens):
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            room = width - len(line) - 2
            if hyphens and room >= 3 and len(word) - room >= 3 and word[: room + 2].isalpha():
                lines.append(f"{line} {word[:room]}-")
                line = word[room:]
                continue
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return lines + [line]


def columns(text, rng):
    lines = wrapped(text, 34, rng, True)
    half = (len(lines) + 1) // 2
    left, right = lines[:half], lines[half:] + [""] * (half - len(lines[half:]))
    return "\n".join(f"{a:<40}{b}".rstrip() for a, b in zip(left, right))


def paged(text, rng):
    lines = wrapped(text, 64, rng, False)
    out = []
    for at, line in enumerate(lines):
        out.append(line)
        if at % 3 == 2 and at + 1 < len(lines):
            out += ["", f"- {at + 12} -", ""]
    return "\n".join(out)


def twinned(text, rng):
    cyrillic = sum("а" <= c <= "я" for c in text.lower()) * 2 > len(text)
    table = TWINS if cyrillic else TWINS_EN
    return "".join(table.get(c, c) if rng.random() < 0.5 else c for c in text)


def sentences(text, rng):
    parts = re.split(r"(?<=[.!?]) ", text)
    at = rng.randrange(max(1, len(parts) - 2))
    return " ".join(parts[at : at + 3])


# Kind: what becomes of a paragraph; exact: its words stand as they were, so that the place is known to the letter.
CHANGES = {
    "verbatim": (lambda t, w, r: t, True),
    "three sentences": (lambda t, w, r: sentences(t, r), False),
    "reworded": (lambda t, w, r: reworded(t, w, r), False),
    "narrow lines": (lambda t, w, r: "\n".join(wrapped(t, 28, r, False)), True),
    "hyphens": (lambda t, w, r: "\n".join(wrapped(t, 30, r, True)), True),
    "columns": (lambda t, w, r: columns(t, r), False),
    "capitals": (lambda t, w, r: t.upper(), True),
    "no punctuation, no ё": (lambda t, w, r: re.sub(r"[.,;:!?]", "", t).replace("ё", "е"), False),
    "look-alike letters": (lambda t, w, r: twinned(t, r), True),
    "pages between": (lambda t, w, r: paged(t, r), True),
    "quoted": (lambda t, w, r: "> " + "\n> ".join(wrapped(t, 60, r, False)), False),
    "reworded, hyphens": (lambda t, w, r: "\n".join(wrapped(reworded(t, w, r), 30, r, True)), False),
    "reworded, columns": (lambda t, w, r: columns(reworded(t, w, r), r), False),
    "reworded, pages between": (lambda t, w, r: paged(reworded(t, w, r), r), False),
}


def prose(files, rng, many):
    """Paragraphs of given texts, a document at a time."""
    documents = []
    for file in sorted(files):
        text = pathlib.Path(file).read_text(encoding="utf-8", errors="ignore")
        parts = [" ".join(p.split()) for p in re.split(r"\n\s*\n", text)]
        parts = [p for p in parts if 40 <= len(p.split()) <= 200]
        if len(parts) >= 3:
            start = rng.randrange(len(parts) - 2)
            documents.append(parts[start : start + 8])
    rng.shuffle(documents)
    return documents[:many]


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("folder", type=pathlib.Path)
    ask.add_argument("--documents", type=int, default=240)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--from", dest="files", nargs="*", default=[])
    args = ask.parse_args()
    rng = random.Random(args.seed)
    (args.folder / "documents").mkdir(parents=True, exist_ok=True)
    copies, others = [], []
    given = prose(args.files, rng, args.documents) if args.files else None
    for n in range(len(given) if given is not None else args.documents):
        words = (RU, EN)[n % 2]
        own = given[n] if given is not None else [paragraph(words, rng) for _ in range(rng.randint(4, 9))]
        parts = list(own)
        # What many of the documents share, and what everybody's documents share.
        parts.insert(0, rng.choice(words["common"]))
        parts.append(rng.choice(words["common"]))
        if n % 4 == 1:
            parts.append(rng.choice(words["known"]))
        name = f"{n:03}.txt"
        (args.folder / "documents" / name).write_text("\n\n".join(parts) + "\n", encoding="utf-8")
        for kind, (change, exact) in CHANGES.items():
            text = change(rng.choice(own), words, rng)
            before, after = chat(words, rng, rng.randint(0, 400)), chat(words, rng, rng.randint(0, 400))
            line = {"id": f"{n:03}-{kind}", "kind": kind, "document": name}
            line["text"] = f"{before}.\n\n{text}\n\n{after}"
            if exact:
                first, *_, last = re.finditer(r"\w", text)
                line["start"], line["end"] = len(before) + 3 + first.start(), len(before) + 3 + last.end()
            copies.append(line)
    for n in range(args.documents):
        words = (RU, EN)[n % 2]
        common, known = "\n\n".join(words["common"]), "\n\n".join(words["known"])
        for kind, text in {
            # The same sentences' frames and words, put together by chance anew.
            "same words": paragraph(words, rng),
            "shared formulas": f"{paragraph(words, rng)}\n\n{common}",
            "known formulas": f"{chat(words, rng, 60)}\n\n{known}",
            "nothing of it": chat(words, rng, 300),
        }.items():
            others.append({"id": f"{n:03}-{kind}", "kind": kind, "text": text})
    for name, lines in (("copies", copies), ("others", others)):
        with open(args.folder / f"{name}.jsonl", "w", encoding="utf-8") as out:
            out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


if __name__ == "__main__":
    main()

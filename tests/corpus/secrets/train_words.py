#!/usr/bin/env python3
"""Makes src/matching/validators/secrets/words.tbl, what the judge of random strings knows of words.

The table holds, for each two letters, how many bits the third costs: 27 x 27 x 27 bytes (the end of a word, then a to z),
each sixteenths of a bit, at most 255. Learnt from the words of documentation that Debian ships under free licences
(debian-policy, debian-reference-en, developers-reference, git-doc, bash-doc, manpages, manpages-dev, manpages-ru), Russian
ones romanised as people write them in log-ins. Only frequencies of three letters are kept.

    apt-get download PACKAGE...; dpkg-deb -x FILE.deb FOLDER; tests/corpus/secrets/train_words.py FOLDER
"""
import collections, gzip, html, math, pathlib, re, sys

ROMAN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" ")))
OUT = pathlib.Path(__file__).parents[3] / "src/matching/validators/secrets/words.tbl"


def texts(folder):
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name = path.name.removesuffix(".gz")
        if not re.search(r"\.(html?|txt|xml|[1-9][a-z]*)$|^(README|changelog|copyright)", name):
            continue
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        text = data.decode("utf-8", "replace")
        if name.endswith((".html", ".htm", ".xml")):
            text = html.unescape(re.sub(r"<[^>]*>", " ", text))
        yield text


def main(folder):
    words = collections.Counter()
    for text in texts(folder):
        # Identifiers count by their parts; a word in capitals as one in small letters.
        for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[А-ЯЁа-яё]+", text):
            word = "".join(ROMAN.get(c, c) for c in word.lower())
            if 2 <= len(word) <= 24 and word.isascii() and word.isalpha():
                words[word] += 1
    three, two, one = (collections.Counter() for _ in range(3))
    for word, count in words.items():
        if count < 3:
            continue
        weight = 1 + math.log2(count)
        codes = [0, 0] + [ord(c) - 96 for c in word] + [0]
        for a, b, c in zip(codes, codes[1:], codes[2:]):
            three[a, b, c] += weight
            two[b, c] += weight
            one[c] += weight
    total = sum(one.values())
    after = collections.Counter()
    before = collections.Counter()
    for (a, b, c), n in three.items():
        after[a, b] += n
    for (b, c), n in two.items():
        before[b] += n
    table = bytearray()
    for a in range(27):
        for b in range(27):
            for c in range(27):
                single = (one[c] + 1) / (total + 27)
                pair = (two[b, c] + 8 * single) / (before[b] + 8)
                chance = (three[a, b, c] + 8 * pair) / (after[a, b] + 8)
                table.append(min(255, round(-16 * math.log2(chance))))
    OUT.write_bytes(table)
    print(f"{OUT.name}: {len(table)} bytes from {sum(1 for n in words.values() if n >= 3)} words")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])

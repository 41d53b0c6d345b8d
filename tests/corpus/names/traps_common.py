"""The sentences of traps.tsv, and which surnames of ours are ordinary nouns or adjectives."""

from tables import rows

SENTENCES = [tuple(cells) for _, cells in rows("traps.tsv")]
COMMON_NOUNS = {name for phenomenon, name, _ in SENTENCES if phenomenon == "common-noun-person"}

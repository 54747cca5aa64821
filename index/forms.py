"""Is a Kazakh word a form of a short one? The analyzer keeps stems of three letters whole: "газды", "газ".

Terms can't be cut shorter without meeting words that have nothing to do with each other. Where somebody
names the very word to look for, its forms are those that begin with it and go on with endings only.
"""

import re

from index.analysis import _KAZAKH_ENDINGS

_SHORTEST = 3  # letters of a word that has forms
# Plural, possessive and case stand one behind the other, as in "жол-дар-ымыз-дан".
_ENDINGS = re.compile(f"(?:{'|'.join(_KAZAKH_ENDINGS)}){{1,3}}")


def is_form(word: str, of: str) -> bool:
    """Whether ``word`` is ``of`` with one to three Kazakh endings; both folded, in small letters."""
    return len(of) >= _SHORTEST and word.startswith(of) and bool(_ENDINGS.fullmatch(word, len(of)))

"""How is kept what was read of a folder? In one file: a snapshot, and the state of the files it is of.

See `inverted.file` for its form. The articles lie in it packed, and are unpacked when they are asked for.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from index.errors import ArticleError, DamagedError
from index.fields import Fields
from index.fingerprint import fingerprint
from index.inverted import Inverted, file
from index.library import Snapshot
from index.model import Language
from index.overview import Overview
from index.searchers.bm25 import BM25Searcher
from index.shelf import Pack, Shelf

Stamps = tuple[int, int, int, int, int, int]
"""Of a text, and of the metadata beside it: when its words and it itself were changed, in ns, and its size.

-1: there is none.
"""

_LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class Archive:
    """A snapshot, with what was wrong with which files.

    ``listing`` tells the files of the folder with their stamps when all of them had been read; else it is "".
    ``files`` gives the file of each article, as it was when it was read. Paths are told from the folder on.
    """

    taken: Snapshot
    files: Callable[[], dict[str, Stamps]]
    listing: str
    problems: Sequence[ArticleError]


def open_(path: Path) -> Archive:
    """What is kept in ``path``; raises OSError, and DamagedError when it isn't whole or not of this Talks."""
    arrays, about = file.read(path)
    if about.get("fingerprint") != fingerprint():
        raise DamagedError(path, "of another version of Talks")
    try:
        return _archive(path, arrays, about)
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedError(path, "of another form") from error


def _archive(path: Path, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> Archive:
    def inverted(name: str) -> Inverted:
        return Inverted.whole_of(file.segment_of(path, arrays, name))

    def files() -> dict[str, Stamps]:
        names = os.fsdecode(arrays["paths"].tobytes()).split("\0")
        return dict(zip(names, map(tuple, arrays["stamps"].reshape(-1, 6).tolist()), strict=False))

    fields = Fields(
        inverted("statements"), inverted("headings"), inverted("neighbours"), arrays["leads"].view(bool)
    )
    overview = Overview(
        arrays["counts"].tolist(),
        [_LANGUAGES[number] for number in arrays["languages"].tolist()],
        arrays["days"].tolist(),
    )
    shelf = Shelf(range(len(overview.counts)), Pack(arrays["packed"], arrays["ends"], arrays["sums"], path))
    return Archive(
        Snapshot(shelf, overview, fields, inverted("about"), BM25Searcher(fields)),
        files,
        about["listing"],
        [ArticleError(Path(name), problem, line) for name, problem, line in about["problems"]],
    )


def keep(
    path: Path, taken: Snapshot, files: Mapping[str, Stamps], listing: str, problems: Sequence[ArticleError]
) -> None:
    """Keep ``taken`` in ``path``, all or nothing; see `Archive` for the rest. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fields, pack = taken.fields, Pack.of(taken.articles.contents(), path)
    indexes = {
        "statements": fields.statements,
        "headings": fields.headings,
        "neighbours": fields.neighbours,
        "about": taken.about,
    }
    arrays: dict[str, NDArray[Any]] = {}
    for name, index in indexes.items():
        arrays |= file.arrays_of(index.whole(), name)
    arrays |= {
        "leads": fields.leads.view(np.uint8),
        "counts": np.array(taken.overview.counts, np.uint32),
        "languages": np.array([_LANGUAGES.index(one) for one in taken.overview.languages], np.uint8),
        "days": np.array(taken.overview.days, np.int32),
        "packed": pack.letters,
        "ends": pack.ends,
        "sums": pack.checks,
        "paths": np.frombuffer(os.fsencode("\0".join(files)), np.uint8),
        "stamps": np.array(list(files.values()), np.int64).reshape(-1),
    }
    about = {
        "fingerprint": fingerprint(),
        "listing": listing,
        "problems": [[str(one.path), one.problem, one.line] for one in problems],
    }
    file.write(path, arrays, about)

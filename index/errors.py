"""What can go wrong, and with what?

TalksError
├── ArticleError      one article can't be used: which file, which line, what is wrong
├── DamagedError      a file that Talks keeps for itself isn't what was written
├── NoArticlesError   a folder gives nothing to answer from
└── QuestionError     a question can't be asked as it stands

Each carries the thing that offended; ``str(error)`` is the sentence a person reads.
"""

from pathlib import Path


class TalksError(Exception):
    """The root: whatever Talks raises on purpose."""


class ArticleError(TalksError):
    """An article can't be used.

    ``path`` is the offending file, ``line`` counts from 1 (None: the whole file), ``problem`` says
    what is wrong and, where there is one, the next step.
    """

    passing = False
    """Whether it may be the moment's fault, not the file's."""

    def __init__(self, path: Path, problem: str, line: int | None = None) -> None:
        self.path, self.problem, self.line = path, problem, line
        super().__init__(f"{path}{f':{line}' if line else ''}: {problem}")


class DamagedError(TalksError):
    """The file ``path`` isn't what was kept there; what it held is made anew."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}")


class NoArticlesError(TalksError):
    """``folder`` holds no article that can be used; ``problem`` says why."""

    def __init__(self, folder: Path, problem: str) -> None:
        self.folder, self.problem = folder, problem
        super().__init__(f"{folder}: {problem}")


class QuestionError(TalksError):
    """``problem`` says why the question can't be asked, and what to do instead."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)

"""What does the bot answer from just now? One reference, swapped when the articles have changed."""

from collections.abc import Sequence

from bot.replies import Replies
from index.model import Article


class Live:
    """What answers. Any thread may take it at any moment; who has taken ``replies`` keeps a whole."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    @property
    def replies(self) -> Replies:
        """What is said, from one snapshot of the articles."""
        return self._replies

    def articles(self) -> Sequence[Article]:
        """The articles of now, newest first."""
        return self._replies.articles

    def swap(self, replies: Replies) -> None:
        """Answer from other articles from now on."""
        self._replies = replies

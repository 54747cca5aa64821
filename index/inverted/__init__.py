"""An inverted index whose scores are rank-bm25's, to the last bit, for nine documents or a million.

`segment` holds what was said, `scoring` finds the best, `file` keeps it. Numpy alone.
"""

from index.inverted.scoring import Inverted
from index.inverted.segment import Segment

__all__ = ["Inverted", "Segment"]

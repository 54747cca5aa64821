"""Is what was found of a word kept, and only so much of it?"""

from index.kept import Kept, kept_of_words


class Finding:
    """Finds the length of words, and remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, words):
        self.asked.append(list(words))
        return list(map(len, words))


def test_what_is_new_is_looked_for_at_once_and_the_rest_is_kept():
    finding = Finding()
    lengths = Kept(finding, len)
    assert lengths.of(["gas", "oil", "water"]) == [3, 3, 5]
    assert lengths.of(["steel", "gas", "coal"]) == [5, 3, 4]
    assert lengths.of(["gas", "coal"]) == [3, 4]
    assert lengths.of([]) == []
    assert finding.asked == [["gas", "oil", "water"], ["steel", "coal"]]


def test_when_it_is_full_it_begins_anew():
    finding = Finding()
    lengths = Kept(finding, len, most=2)
    assert lengths.of(["gas"]) == [3]
    assert lengths.of(["gas", "oil", "water"]) == [3, 3, 5]
    assert lengths.of(["gas", "coal"]) == [3, 4]
    assert lengths.of(["gas"]) == [3]
    assert finding.asked == [["gas"], ["oil", "water"], ["gas", "coal"], ["gas"]]


def test_only_words_of_ordinary_length_are_remembered():
    asked = []

    @kept_of_words
    def size(word):
        asked.append(word)
        return len(word)

    assert [size("a" * 40), size("a" * 40), size("a" * 41), size("a" * 41)] == [40, 40, 41, 41]
    assert asked == ["a" * 40, "a" * 41, "a" * 41]


def test_a_very_long_word_is_looked_for_each_time():
    asked = []

    def finding(words):
        asked.extend(words)
        return [len(word) for word in words]

    lengths = Kept(finding, len)
    assert lengths.of(["a" * 4000, "ab", "a" * 4000]) == [4000, 2, 4000]
    assert lengths.of(["a" * 4000, "ab"]) == [4000, 2]
    assert [len(word) for word in asked] == [4000, 2, 4000, 4000]

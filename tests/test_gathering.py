"""Does every text get its own vector, wherever it comes from, and is nothing computed or written in vain?"""

import numpy as np
import pytest
from encoders import Hashing

from index.embeddings import FILE as KEPT
from index.embeddings import Embeddings
from index.gathering import Gathering, TooManyError
from index.searchers.dense import Dense, Passages
from index.vectors import FILE


@pytest.fixture
def encoder():
    return Hashing()


def talks(*numbers):
    """Statements of one to three sentences, the first of which all have; every fifth is its own sentence."""
    return [
        Passages(f"{n}.", (f"{n}.",))
        if n % 5 == 0
        else Passages(f"On {n}: we. {n}.", ("we.", f"{n}.", "you.")[: 1 + n % 3])
        for n in numbers
    ]


def gathered(folder, encoder, passages, at_most=None, progress=lambda *_: None):
    return Gathering(Embeddings(folder, encoder), len(passages), passages.__getitem__).gathered(
        progress, at_most
    )


def same(mapped, passages, encoder):
    """Whether cosines are those that `Dense` computes."""
    dense = Dense(passages, lambda texts: encoder.passages(texts).astype(np.float16).astype(np.float32))
    numbers = range(len(passages))
    for question in encoder.passages(["8.", "we.", "On 7: we. 7.", "tea"]):
        one, other = mapped.compare(question), dense.compare(question)
        assert np.abs(one.statements(numbers) - other.statements(numbers)).max() < 1e-6
        assert np.abs(one.sentences(numbers) - other.sentences(numbers)).max() < 1e-6
        assert one.nearest(20) == other.nearest(20)
    return True


def test_each_text_is_computed_once_and_has_its_own_vector(tmp_path, encoder):
    passages = talks(*range(100), 3, 3, 99)
    mapped, missing = gathered(tmp_path, encoder, passages)
    texts = {text for one in passages for text in (one.whole, *one.sentences)}
    assert sorted(encoder.asked) == sorted(texts)
    assert missing == len(texts)
    assert same(mapped, passages, encoder)


def test_what_is_in_the_file_is_neither_computed_nor_looked_for(tmp_path, encoder):
    passages = talks(*range(100))
    gathered(tmp_path, encoder, passages)
    encoder.asked.clear()
    before = (tmp_path / FILE).stat()
    (tmp_path / KEPT).unlink()
    mapped, missing = gathered(tmp_path, encoder, passages, 0)
    assert (missing, encoder.asked, (tmp_path / FILE).stat().st_ino) == (0, [], before.st_ino)
    assert same(mapped, passages, encoder)


def test_a_few_new_texts_are_beside_the_file_and_many_make_a_new_one(tmp_path, encoder):
    gathered(tmp_path, encoder, talks(*range(200)))
    first = (tmp_path / FILE).stat().st_ino
    changed = talks(*range(3, 100), 205, *range(100, 200), 206)
    mapped, missing = gathered(tmp_path, encoder, changed)
    assert missing == 3
    assert (tmp_path / FILE).stat().st_ino == first
    assert same(mapped, changed, encoder)
    more = talks(*range(150, 300))
    mapped, _ = gathered(tmp_path, encoder, more)
    assert (tmp_path / FILE).stat().st_ino != first
    assert same(mapped, more, encoder)


def test_a_part_of_the_articles_leaves_the_file_to_them_all(tmp_path, encoder):
    gathered(tmp_path, encoder, talks(*range(200)))
    before = (tmp_path / FILE).stat().st_ino
    some = talks(*range(0, 200, 9))
    mapped, missing = gathered(tmp_path, encoder, some, 0)
    assert (missing, (tmp_path / FILE).stat().st_ino) == (0, before)
    assert same(mapped, some, encoder)


def test_a_sentence_that_becomes_a_statement_is_among_the_nearest(tmp_path, encoder):
    gathered(tmp_path, encoder, talks(*range(100)))
    changed = [*talks(*range(100)), Passages("we.", ("we.",))]
    mapped, missing = gathered(tmp_path, encoder, changed, 0)
    assert missing == 0
    assert mapped.nearest(encoder.passages(["we."])[0], 1) == [100]
    assert same(mapped, changed, encoder)


def test_of_more_than_may_be_computed_none_is_and_no_file_is_left(tmp_path, encoder):
    with pytest.raises(TooManyError) as caught:
        gathered(tmp_path, encoder, talks(1, 2), 5)
    assert caught.value.missing == 6
    assert (encoder.asked, [path.name for path in tmp_path.glob(f"{FILE}*")]) == ([], [])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[:-1_000]),
        lambda file: file.write_bytes(file.read_bytes()[:-64] + b"\1" * 64),
        lambda file: file.write_bytes(b"something else" * 100),
    ],
    ids=["lost", "empty", "cut", "overwritten", "foreign"],
)
def test_a_file_that_is_damaged_is_made_anew_of_what_is_kept(spoil, tmp_path, encoder):
    passages = talks(*range(50))
    gathered(tmp_path, encoder, passages)
    content = (tmp_path / FILE).read_bytes()
    spoil(tmp_path / FILE)
    encoder.asked.clear()
    mapped, missing = gathered(tmp_path, encoder, passages, 0)
    assert (missing, encoder.asked) == (0, [])
    assert same(mapped, passages, encoder)
    assert (tmp_path / FILE).read_bytes() == content


def test_another_model_makes_its_own(tmp_path, encoder):
    gathered(tmp_path, encoder, talks(1))
    encoder.model = "hash/2"
    with pytest.raises(TooManyError):
        gathered(tmp_path, encoder, talks(1), 0)

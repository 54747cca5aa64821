"""Is the index rank-bm25 to the last bit, whatever is added and removed? Is a damaged file noticed?"""

# ruff: noqa: S311 - chance that can be repeated

import random
import threading
from pathlib import Path

import numpy as np
import pytest
from rank_bm25 import BM25Plus

from index.errors import DamagedError
from index.inverted import Inverted, file, nearest
from index.inverted.terms import Terms

WORDS = [f"w{number}" for number in range(40)]
CORPORA = 1000


def reference(documents, question):
    """What rank-bm25 gives; it divides by zero where no document has a term."""
    if not any(documents):
        return np.zeros(len(documents))
    return BM25Plus(documents, k1=0.9, b=0.4, delta=0).get_scores(question)


def best(scores, limit):
    order = np.lexsort((np.arange(len(scores)), -scores))[:limit]
    return [(int(number), float(scores[number])) for number in order if scores[number] > 0]


def some_documents(chance, most=100):
    known = WORDS[: chance.choice([2, 8, 40])]
    size = chance.choice([1, 2, 3, 9, 30, most])
    return [[chance.choice(known) for _ in range(chance.randint(0, 15))] for _ in range(size)]


def some_question(chance):
    return [chance.choice(WORDS) for _ in range(chance.randint(0, 8))] + chance.choice([[], ["unseen"]])


def agree(index, documents, question, limit):
    """``documents`` are those that are there."""
    wanted = reference(documents, question)
    assert index.size == len(documents)
    assert np.array_equal(index.scores(question), wanted)
    found, scores = index.top(question, limit)
    assert list(zip(found.tolist(), scores.tolist(), strict=True)) == best(wanted, limit)
    some = np.arange(0, len(documents), 3)
    assert np.array_equal(index.scores(question, some), wanted[some])


@pytest.fixture(params=["few", "many", "very many"])
def like(request, monkeypatch):
    """Documents are searched as they are: as few, as many of which all postings are looked at, or not all."""
    if request.param != "few":
        monkeypatch.setattr(nearest, "_FEW", 0)
    if request.param == "very many":
        for name, value in {"_TOGETHER": 4, "_PROBED": 2, "_LOOKED_UP": 1}.items():
            monkeypatch.setattr(nearest, name, value)
    return request.param


@pytest.mark.usefixtures("like")
def test_a_thousand_corpora_score_as_rank_bm25_does_through_adding_removing_and_keeping(tmp_path):
    for seed in range(CORPORA):
        chance = random.Random(seed)
        documents, question = some_documents(chance), some_question(chance)
        limit, cut = chance.choice([1, 3, 10, 200]), chance.randint(0, len(documents))
        index = Inverted.of(documents[:cut]).with_added(documents[cut:])
        agree(index, documents, question, limit)
        for _ in range(2):
            gone = set(chance.sample(range(len(documents)), chance.randint(0, max(len(documents) - 1, 0))))
            index = index.without(gone)
            documents = [one for number, one in enumerate(documents) if number not in gone]
            agree(index, documents, question, limit)
        if chance.random() < 0.5:
            index.save(tmp_path / "index")
            index = Inverted.load(tmp_path / "index")
        else:
            index = index.tidied()
        agree(index, documents, question, limit)
        more = some_documents(chance)
        agree(index.with_added(more), documents + more, question, limit)


def test_what_is_added_and_removed_again_and_again_stays_in_few_parts():
    chance = random.Random(0)
    documents = [chance.choices(WORDS, k=9) for _ in range(2000)]
    index, most = Inverted.of(documents), 0
    for _ in range(200):
        more = [chance.choices(WORDS, k=9) for _ in range(chance.randint(1, 9))]
        gone = sorted(chance.sample(range(len(documents)), 8))
        index = index.without(gone).with_added(more).tidied()
        documents = [one for number, one in enumerate(documents) if number not in set(gone)] + more
        most = max(most, len(index.parts))
    agree(index, documents, WORDS[:3], 10)
    assert most <= 9
    assert sum(len(part.segment.sizes) for part in index.parts) <= 2 * index.size


@pytest.mark.usefixtures("like")
@pytest.mark.parametrize("seed", range(5))
def test_of_many_documents_the_best_are_found_though_not_all_are_looked_at(seed):
    chance = random.Random(seed)
    common = [f"common{number}" for number in range(3)]
    rare = [f"rare{number}" for number in range(300)]
    documents = [
        [word for word in common if chance.random() < 0.4] + chance.choices(rare, k=chance.randint(0, 4))
        for _ in range(20_000)
    ]
    index = Inverted.of(documents[:15_000]).with_added(documents[15_000:])
    for _ in range(10):
        question = [*chance.sample(common, 2), *chance.sample(rare, 2)]
        chance.shuffle(question)
        wanted = reference(documents, question)
        for limit in (1, 10, 200):
            found, scores = index.top(question, limit)
            assert list(zip(found.tolist(), scores.tolist(), strict=True)) == best(wanted, limit)


def test_what_ends_a_search_leaves_nothing_for_the_next_one(monkeypatch):
    monkeypatch.setattr(nearest, "_FEW", 0)
    documents = [["gas", "oil"], ["oil"], ["gas"]]
    index = Inverted.of(documents)
    with monkeypatch.context() as broken:
        broken.setattr(nearest, "_roughly", interrupt)
        with pytest.raises(KeyboardInterrupt):
            index.top(["gas", "oil"], 2)
    agree(index, documents, ["oil", "gas"], 2)


def interrupt(*_):
    raise KeyboardInterrupt


def test_a_term_that_stands_in_all_documents_and_one_that_is_asked_twice():
    documents = [["gas"], ["gas", "gas", "oil"], ["gas"]]
    agree(Inverted.of(documents), documents, ["gas", "oil", "gas"], 10)


def test_an_index_of_nothing_finds_nothing(tmp_path):
    for index in (Inverted([]), Inverted.of([]), Inverted.of([[], []]), Inverted.of([["gas"]]).without([0])):
        assert index.top(["gas"], 10)[0].tolist() == []
        assert not index.scores(["gas"]).any()
        index.save(tmp_path / "index")
        assert Inverted.load(tmp_path / "index").with_added([["gas"]]).top(["gas"], 1)[0].tolist() == [
            index.size
        ]


def test_an_index_does_not_change_when_others_are_made_of_it():
    documents = [["gas", "oil"], ["oil"], ["gas"]]
    index = Inverted.of(documents)
    index.with_added([["gas"] * 9])
    index.without([0])
    agree(index, documents, ["gas", "oil"], 10)


@pytest.mark.usefixtures("like")
def test_threads_that_ask_at_once_get_what_each_alone_gets():
    chance = random.Random(1)
    documents = [chance.choices(WORDS, k=10) for _ in range(3000)]
    index = Inverted.of(documents)
    questions = [chance.sample(WORDS, 3) for _ in range(40)]
    alone, together = [index.top(question, 5)[1].tolist() for question in questions], {}

    def ask(name):
        together[name] = [index.top(question, 5)[1].tolist() for question in questions]

    threads = [threading.Thread(target=ask, args=(name,)) for name in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert list(together.values()) == [alone] * 4


def test_terms_of_any_letters_are_found_in_a_file(tmp_path):
    words = ["", "газ", "gas", "ғалым", "日本", "a\ud800b", "𝔤"]
    Inverted.of([words]).save(tmp_path / "index")
    [part] = Inverted.load(tmp_path / "index").parts
    assert sorted(part.segment.terms) == sorted(words)
    assert [part.segment.terms.place(word) for word in sorted(words)] == list(range(len(words)))
    assert part.segment.terms.place("oil") is None
    assert Terms.of([]).place("gas") is None


def test_a_length_or_a_frequency_beyond_a_byte_is_kept(tmp_path):
    documents = [["gas"] * 70_000 + ["oil"], *([word] * number for number, word in enumerate(["oil"] * 400))]
    index = Inverted.of(documents)
    agree(index, documents, ["gas", "oil"], 10)
    index.save(tmp_path / "index")
    agree(Inverted.load(tmp_path / "index"), documents, ["gas", "oil"], 10)


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "index"
    chance = random.Random(3)
    Inverted.of([chance.choices(WORDS, k=10) for _ in range(50)]).save(path)
    return path


def ask_all(path):
    index = Inverted.load(path)
    for word in WORDS:
        index.top([word], 3)


def test_a_flipped_bit_anywhere_is_noticed(kept):
    sound = kept.read_bytes()
    chance = random.Random(4)
    said = Inverted.load(kept).scores(WORDS)
    for place in chance.sample(range(len(sound)), 300):
        broken = bytearray(sound)
        broken[place] ^= 1 << chance.randrange(8)
        kept.write_bytes(broken)
        try:
            assert np.array_equal(Inverted.load(kept).scores(WORDS), said)  # between two arrays
        except DamagedError as error:
            assert str(kept) in str(error)  # noqa: PT017 - either is right


@pytest.mark.parametrize("left", [0, 5, 100, 0.5, 0.99])
def test_a_file_that_ends_too_soon_is_noticed(kept, left):
    sound = kept.read_bytes()
    kept.write_bytes(sound[: left if isinstance(left, int) else int(len(sound) * left)])
    with pytest.raises(DamagedError):
        ask_all(kept)


@pytest.mark.parametrize("content", [b"PK" * 100, b"talks\0ix" + bytes(100), bytes(5000)])
def test_a_foreign_file_is_noticed(kept, content):
    kept.write_bytes(content)
    with pytest.raises(DamagedError):
        ask_all(kept)


def test_a_file_of_another_version_is_noticed(kept, monkeypatch):
    monkeypatch.setattr(file, "VERSION", file.VERSION + 1)
    with pytest.raises(DamagedError, match="version"):
        ask_all(kept)


def test_what_is_kept_stays_when_writing_fails(kept, monkeypatch):
    sound = kept.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(file.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        Inverted.of([["gas"]]).save(kept)
    assert kept.read_bytes() == sound
    assert list(kept.parent.iterdir()) == [kept]


def test_who_reads_a_file_keeps_it_when_it_is_written_anew(kept):
    old = Inverted.load(kept)
    Inverted.of([["gas"]]).save(kept)
    assert old.top([WORDS[0]], 1)[1].tolist()
    assert Inverted.load(kept).size == 1
    assert Path(kept).exists()

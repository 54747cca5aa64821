"""Are the right statements weighed, all of few and the nearest of many, and has each sentence its own row?"""

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from encoders import Hashing
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import Token
from index.articles import parse
from index.confidence import TELLS, TOPIC
from index.embeddings import Embeddings
from index.evidence import FEATURES
from index.library import snapshot
from index.meaning import Meaning
from index.metadata import apply
from index.weighing import Weigher


class Asking(Hashing):
    """A question has the vector of the same words in a passage."""

    def question(self, text):
        return self.passages([text])[0]


TEXT = """HALDOVA, November 12, 2025 /TASS/. Orlov and Petrova met in Haldoria.

On gas:
- Gas will flow from Haldoria to Veldania. It costs 5 billion dollars, President Orlov said.
On schools:
- About 55,000 Haldorians study in Veldania. Haldorians like Veldania, and so do others in Haldoria.
"""
TALKS = apply({"speaker": "Ivan Orlov"}, parse(TEXT, "talks"))
RUSSIAN = parse("- Газ пойдёт в Велданию.\n- Школы откроют в Халдории, сказал Орлов.", "russian")
KAZAKH = apply({"language": "kk"}, parse("- Мұнай бағасы өсті.\n- Қазақстанда мектеп ашылады.", "kazakh"))
WEIGHER = Weigher(snapshot([TALKS, RUSSIAN, KAZAKH]), None)

SYLLABLES = "ba ce di fo gu ka le mi no pu".split()
INVENTED = ["".join(parts) + "x" for parts in itertools.product(SYLLABLES, SYLLABLES[::-1], SYLLABLES)][::3]
MANY = parse("\n".join(f"- Today {word} rests." for word in [*INVENTED[:249], "pipeline"]), "many")
PIPELINE = 249  # the number of its statement
any_text = st.lists(
    st.text(st.characters(), max_size=15)
    | st.sampled_from(
        ["\ud800", "\0", "👍", "55,000", " Haldoria ", " said ", " Газ ", " қазақ ", "pipelnie "]
    ),
    max_size=20,
).map("".join)


def feature(weighed, name):
    return weighed.rows[:, FEATURES.index(name)].round(3).tolist()


def respelt(weigher, token):
    return weigher.respelt([token]).get(token, [])


def weigher_of_many(folder, *, prepared=True, few=5_000):
    taken = snapshot([MANY])
    encoder = Asking()
    meaning = Meaning(encoder, Embeddings(folder, encoder), taken, few)
    if prepared:
        meaning.prepare()
    return Weigher(taken, meaning)


@pytest.fixture(scope="module", params=[5_000, 0], ids=["in memory", "in a file"])
def with_meaning(tmp_path_factory, request):
    return weigher_of_many(tmp_path_factory.mktemp("vectors"), few=request.param)


def test_of_few_statements_each_is_weighed_and_each_sentence_has_a_row():
    weighed = WEIGHER.weigh("How many Haldorians study in Veldania?")
    assert weighed.numbers == (0, 1, 2, 3, 4, 5, 6)
    assert weighed.owners.tolist() == [0, 1, 1, 2, 2, 3, 4, 5, 6]
    assert weighed.rows.shape == (9, 20)
    assert feature(weighed, "words") == [0, 0.25, 0, 1, 0.625, 0, 0, 0, 0]
    assert feature(weighed, "number") == [0, 0, 1, 1, 0, 0, 0, 0, 0]
    assert weighed.everyday is None


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        ("How many Haldorians study?", "en", ["Haldorians", "study"]),
        ("gas, Gas, GAS", "en", ["GAS"]),
        ("Кто откроет школы?", "ru", ["откроет", "школы"]),
        ("Мектеп қашан ашылады?", "kk", ["Мектеп", "ашылады"]),
        ("", "en", []),
        ("12 345", "en", ["12 345"]),
        ("👍🏽", "en", []),
    ],
)
def test_a_question_becomes_each_of_its_words_once_in_its_language(question, language, words):
    weighed = WEIGHER.weigh(question)
    assert weighed.question.text == question
    assert weighed.question.language == language
    assert [token.word for token in weighed.tokens] == words
    assert len(weighed.weights) == len(words)


def test_a_word_weighs_less_the_more_statements_have_it_and_all_if_none_has():
    weighed = WEIGHER.weigh("haldoria, chess, veldania; tennis")
    assert weighed.weights == pytest.approx([0.353759, 1, 0.5, 1], abs=1e-6)  # of eight: 3, 0, 2 and 0


def test_without_words_all_are_weighed_and_none_is_ahead():
    for question in ("", "👍", "?"):
        weighed = WEIGHER.weigh(question)
        assert weighed.numbers == (0, 1, 2, 3, 4, 5, 6)
        assert feature(weighed, "bm25") == feature(weighed, "letters") == [0] * 9


def test_russian_and_kazakh_questions_find_their_statements():
    for question, row in (("Куда пойдёт газ?", 5), ("Мектеп қайда ашылады?", 8)):
        weighed = WEIGHER.weigh(question)
        assert int(np.argmax(weighed.rows[:, FEATURES.index("bm25")])) == row
        assert feature(weighed, "words")[row] == 1


def test_of_nothing_nothing_is_weighed():
    weigher = Weigher(snapshot([]), None)
    for question in ("gas", "", "👍"):
        weighed = weigher.weigh(question)
        assert (weighed.numbers, weighed.owners.tolist(), weighed.rows.shape) == ((), [], (0, 20))
    assert weigher.weigh("gas").weights == (1,)
    assert respelt(weigher, Token("gas", "gas", inside=False)) == []


def test_two_hundred_statements_are_all_weighed_and_one_more_only_if_they_are_near():
    lines = [f"- Today {word} rests." for word in INVENTED[:201]]
    assert len(Weigher(snapshot([parse("\n".join(lines[:200]), "few")]), None).weigh("zebra").numbers) == 200
    assert Weigher(snapshot([parse("\n".join(lines), "many")]), None).weigh("zebra").numbers == ()


def test_of_many_statements_those_that_share_a_word_and_their_neighbours_are_weighed_sixty_at_most():
    weigher = Weigher(snapshot([MANY]), None)
    assert weigher.weigh("Where is the pipeline?").numbers == (PIPELINE, PIPELINE - 1)
    assert weigher.weigh(f"{INVENTED[7]} {INVENTED[3]}").numbers[:2] == (3, 7)
    assert len(weigher.weigh("Who rests?").numbers) == 60
    assert weigher.weigh("1941").numbers == weigher.weigh("").numbers == weigher.weigh("👍").numbers == ()


@pytest.mark.parametrize("word", ["pipelnie", "PIPLINE", "pipelines", "пипелине"])
def test_of_many_statements_a_misspelt_word_finds_its_own_in_any_script(word):
    weighed = Weigher(snapshot([MANY]), None).weigh(f"Where is the {word}?")
    assert PIPELINE in weighed.numbers
    best = int(weighed.owners[int(np.argmax(weighed.rows[:, FEATURES.index("letters")]))])
    assert weighed.numbers[best] == PIPELINE


def test_of_many_statements_those_near_in_meaning_are_weighed_too(with_meaning):
    weighed = with_meaning.weigh(f"Today {INVENTED[5]} rests.")
    assert weighed.numbers[0] == 5
    assert 60 < len(weighed.numbers) <= 120
    assert (
        feature(weighed, "meaning")[0]
        == feature(weighed, "statement meaning")[0]
        == pytest.approx(10, abs=0.01)
    )
    found = with_meaning.weigh("zebra")
    assert len(found.numbers) == 60
    near = feature(found, "statement meaning")
    assert near == sorted(near, reverse=True)
    assert feature(found, "bm25") == [0] * 60


def test_everyday_things_are_near_or_far_with_an_encoder(with_meaning):
    far = with_meaning.weigh("zebra").everyday
    near = with_meaning.weigh("Wind farms and solar stations will produce green energy.").everyday
    assert 0 < far < 2 < near < 4


def test_before_vectors_are_there_it_goes_by_letters(tmp_path):
    weighed = weigher_of_many(tmp_path, prepared=False).weigh("pipeline")
    assert weighed.numbers == (PIPELINE, PIPELINE - 1)
    assert weighed.everyday is None
    assert feature(weighed, "meaning") == [0, 0]


def test_each_row_has_the_cosines_of_its_own_sentence(tmp_path):
    taken = snapshot([TALKS, RUSSIAN, KAZAKH])
    encoder = Asking()
    meaning = Meaning(encoder, Embeddings(tmp_path, encoder), taken)
    meaning.prepare()
    weigher = Weigher(taken, meaning)
    sentences = [s.span.of(article.body) for article, said in taken.entries for s in said.sentences]
    for row, sentence in enumerate(sentences):
        assert int(np.argmax(feature(weigher.weigh(sentence), "meaning"))) == row


def test_of_a_question_of_unknown_words_twenty_are_looked_for_names_and_long_ones_first():
    weigher = Weigher(snapshot([MANY]), None)
    weighed = weigher.weigh(
        " ".join(f"zq{first}{second}q" for first in "abcde" for second in "vwxyz") + " Xq 77"
    )
    assert len(weighed.tokens) == 27
    assert [token.word for token in weighed.nowhere][-2:] == ["Xq", "77"]
    assert len(weighed.nowhere) == 21


def test_a_statement_is_traced_once():
    assert WEIGHER.candidate(1) is WEIGHER.candidate(1)


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("pipelni", ["pipelin"]),
        ("pipelin", []),
        ("zebra", []),
        ("1941", []),
        ("пипелин", ["pipelin"]),
        ("👍", []),
    ],
)
def test_a_word_is_respelt_where_the_talks_have_one_like_it_and_not_itself(word, terms):
    assert respelt(Weigher(snapshot([MANY]), None), Token(word, word, inside=False)) == terms


def test_words_of_the_same_letters_in_two_scripts_are_both_meant():
    both = Weigher(snapshot([parse("- Gaz или газ, gas.", "both")]), None)
    assert respelt(both, Token("gazz", "gazz", inside=False)) == ["gaz", "газ"]
    assert respelt(both, Token("газз", "газз", inside=False)) == ["gaz", "газ"]


def test_a_country_is_sought_by_what_it_is_called_elsewhere():
    weigher = Weigher(snapshot([parse("- Russians and Russia.\n- Rust.", "talks")]), None)
    assert respelt(weigher, Token("Ресей", "ресей", inside=False)) == ["russia", "russian"]
    assert respelt(weigher, Token("Қытай", "қытай", inside=False)) == []


def test_figures_are_all_that_is_weighed_of_a_sentence():
    weighed = WEIGHER.weigh("Did Veldanians study in Haldoria last year?")
    figures = WEIGHER.figures(weighed, 3, 0.25)
    assert {*TOPIC, *TELLS} <= figures.keys()
    assert {name: figures[name] for name in ("margin", "foreign", "another time", "everyday")} == {
        "margin": 0.25, "foreign": 0, "another time": 1, "everyday": 0,
    }  # fmt: skip
    assert [figures[name] for name in FEATURES] == weighed.rows[3].tolist()


def test_roles_are_those_of_the_sentence_or_where_it_tells_none_of_the_statement():
    weighed = WEIGHER.weigh("How many Veldanians study in Haldoria?")
    assert [WEIGHER.figures(weighed, row, 0)["turned"] for row in (3, 4)] == pytest.approx([-1, 0.16])
    weighed = WEIGHER.weigh("goods from Haldoria to Veldania")
    assert [WEIGHER.figures(weighed, row, 0)["turned"] for row in (1, 2)] == [1, 1]


def test_an_article_in_another_language_than_the_question_is_foreign():
    weighed = WEIGHER.weigh("Что сказала Петрова?")
    assert [WEIGHER.figures(weighed, row, 0)["foreign"] for row in (3, 5, 8)] == [1, 0, 1]
    assert [WEIGHER.figures(weighed, row, 0)["another speaker"] for row in (3, 6, 8)] == [0.7, 0.7, 0]


def test_threads_may_share_it():
    weigher = Weigher(snapshot([MANY]), None)
    questions = [f"{word}y, pipelnie" for word in INVENTED[:40]]
    with ThreadPoolExecutor(8) as pool:
        together = [weighed.numbers for weighed in pool.map(weigher.weigh, questions)]
    assert together == [Weigher(snapshot([MANY]), None).weigh(question).numbers for question in questions]


@given(any_text)
@example("Haldoria pipelnie " * 225)
@example("a" * 4096)
@settings(derandomize=True, deadline=None)
def test_no_question_is_beyond_it(question):
    weighed = WEIGHER.weigh(question)
    assert np.isfinite(weighed.rows).all()
    assert all(0 <= weight <= 1 for weight in weighed.weights)
    for row in range(9):
        figures = WEIGHER.figures(weighed, row, 0)
        assert np.isfinite(list(figures.values())).all()
        assert -1 <= figures["turned"] <= 1


def test_a_country_is_known_by_its_name_in_another_language_and_by_one_in_other_letters():
    weigher = Weigher(snapshot([parse("- Россия продаёт газ Китаю.\n- Турция покупает нефть.\n", "x")]), None)
    for name, term in (("Russia", "росс"), ("China", "кита")):
        assert respelt(weigher, Token(name, name.lower(), inside=True)) == [term]
    weigher = Weigher(snapshot([parse("- Kazakhstan will build a plant.\n", "x")]), None)
    assert respelt(weigher, Token("Казахстан", "казахстан", inside=True)) == ["kazakhstan"]


def test_of_very_many_terms_those_with_the_same_letter_are_looked_through(monkeypatch):
    monkeypatch.setattr("index.spellings._MANY", 0)
    weigher = Weigher(snapshot([parse("- Россия продаёт газ Китаю.\n- Gas for Kazakhstan.\n", "x")]), None)
    for word, terms in [("Rossiya", ["росс"]), ("Kazahstan", ["kazakhstan"]), ("Азия", []), ("Ωmega", [])]:
        assert respelt(weigher, Token(word, word.casefold(), inside=False)) == terms

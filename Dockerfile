# The service in one image: program, embedded database and default model; nothing is fetched at
# run time. A glibc image is needed: the Java inside arcadedb-embedded does not run on musl.
FROM python:3.12-slim-bookworm AS builder

# On the public package index the Linux x86-64 wheel of torch brings several GB of CUDA. For the
# CPU build, pass pip the address of PyTorch's CPU wheel index (its installation page names it):
#   docker build --build-arg PIP_EXTRA_ARGS="--extra-index-url <the CPU wheel index>" .
# docker-compose.yml takes the same value from PIP_EXTRA_ARGS in .env. The 2.13.0+cpu of that index
# satisfies constraints.txt and goes before the plain 2.13.0.
ARG PIP_EXTRA_ARGS=""
ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_CONSTRAINT=/source/constraints.txt
WORKDIR /source

RUN python -m venv /opt/zanjir
ENV PATH=/opt/zanjir/bin:$PATH

# The slow layers first: they change only with the dependencies.
COPY constraints.txt ./
# hadolint ignore=DL3013,SC2086
RUN pip install ${PIP_EXTRA_ARGS} torch \
    && python -c "import torch; print('torch', torch.__version__, 'with CUDA: set PIP_EXTRA_ARGS for a smaller image' if torch.version.cuda else 'for the CPU')"
COPY pyproject.toml ./
# hadolint ignore=SC2086
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > requirements.txt \
    && pip install ${PIP_EXTRA_ARGS} --requirement requirements.txt

COPY LICENSE README.md ./
COPY api api
COPY cypher cypher
COPY graph graph
COPY ingest ingest
RUN pip wheel --no-deps --wheel-dir /wheels . \
    && pip install --no-deps /wheels/zanjir-*.whl


FROM python:3.12-slim-bookworm

RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin zanjir \
    && install --directory --owner=zanjir --mode=0700 /data
COPY --from=builder /opt/zanjir /opt/zanjir

# HF_HUB_OFFLINE: the default model lies in its package. Set it to 0 for a model from a hub.
ENV PATH=/opt/zanjir/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    ZANJIR_HOME=/data
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=6 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["zanjir", "serve", "--host", "0.0.0.0"]

# The hub alone; the engine is another container (docker-compose.yml) or, without a URL, embedded.
FROM python:3.11-slim
WORKDIR /srv/hub
COPY requirements.lock pyproject.toml README.md ./
RUN python -m pip install --no-cache-dir --require-hashes -r requirements.lock
COPY graph graph
COPY adapters adapters
COPY hub hub
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --system --create-home --home-dir /var/lib/hub hub
USER hub
ENV HUB_DATA=/var/lib/hub/data HUB_HOST=0.0.0.0
VOLUME /var/lib/hub
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
ENTRYPOINT ["hub"]
CMD ["up"]

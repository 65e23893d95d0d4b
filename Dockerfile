# The product without its tests: `docker build -t scheduler .`, then see docs/operations.md.
FROM debian:12-slim AS build
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends python3 python3-venv ca-certificates make \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/scheduler
COPY . .
RUN make assets && rm -rf assets/node_modules

FROM debian:12-slim
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends python3 ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --home-dir /var/lib/scheduler --create-home scheduler
COPY --from=build /opt/scheduler /opt/scheduler
WORKDIR /opt/scheduler
USER scheduler
ENV SCHEDULER_DATA_DIR=/var/lib/scheduler PATH=/opt/scheduler/.venv/bin:$PATH
VOLUME /var/lib/scheduler
EXPOSE 8000
HEALTHCHECK CMD python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz')"
CMD ["sh", "-c", "scheduler db upgrade && exec scheduler serve --host 0.0.0.0 --port 8000"]

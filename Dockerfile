FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY .ci/constraints.txt .ci/constraints.txt
COPY protocol protocol
COPY store store
COPY agents agents
COPY server server
RUN python -m venv /opt/careerpilot \
    && PIP_CONSTRAINT=/src/.ci/constraints.txt /opt/careerpilot/bin/pip install --no-cache-dir .

FROM python:3.13-slim-bookworm
COPY --from=build /opt/careerpilot /opt/careerpilot
RUN useradd --system --create-home --uid 10001 careerpilot \
    && install -d -m 700 -o careerpilot -g careerpilot /data
USER careerpilot
WORKDIR /data
ENV PATH=/opt/careerpilot/bin:$PATH \
    CAREERPILOT_HOST=0.0.0.0 \
    CAREERPILOT_PORT=8000 \
    CAREERPILOT_DATA_DIR=/data \
    CAREERPILOT_LOG=json
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
ENTRYPOINT ["careerpilot"]
CMD ["serve"]

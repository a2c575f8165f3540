# One image for web, workers and ticker; docker-compose.yml says which one a container is.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 GOVGRID_HOME=/var/lib/govgrid
RUN useradd --system --create-home --home-dir /var/lib/govgrid govgrid
WORKDIR /srv/govgrid

COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock

COPY . .
USER govgrid
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "govgrid.wsgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers"]

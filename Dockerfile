# Two images: `saksi` runs every Python process, `nginx` is nginx with the static files of the same build.

FROM node:22-bookworm-slim AS front-end
WORKDIR /saksi
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY frontend frontend
RUN npm run build

FROM python:3.11-slim-bookworm AS saksi
RUN apt-get update && apt-get install --yes --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home saksi && install --directory --owner=saksi /var/lib/saksi
WORKDIR /srv/saksi
COPY requirements/production.txt requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/production.txt
COPY . .
COPY --from=front-end /saksi/static/build static/build
RUN python -m supervisor.translations && deploy/collect-static
USER saksi

FROM nginx:1.28 AS nginx
# The account that owns the clips, since nobody else may read them.
RUN useradd --uid 10001 saksi
COPY deploy/nginx.conf /etc/nginx/nginx.conf
COPY --from=saksi /srv/saksi/static/collected /srv/saksi/static/collected

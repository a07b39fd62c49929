# syntax=docker/dockerfile:1
FROM ruby:3.4-slim AS build
ENV BUNDLE_DEPLOYMENT=1 BUNDLE_WITHOUT=development
RUN apt-get update && apt-get install -y --no-install-recommends build-essential libpq-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /rails
COPY Gemfile Gemfile.lock ./
RUN bundle install
COPY . .
RUN bundle exec rails assets:precompile

FROM ruby:3.4-slim
WORKDIR /rails
COPY --from=build /usr/local/bundle /usr/local/bundle
COPY --from=build /rails /rails
CMD ["bin/rails", "server"]

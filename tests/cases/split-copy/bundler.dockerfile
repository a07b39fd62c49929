# Bundler may rewrite its lock file (B 4).
=== before
FROM ruby:3.3
WORKDIR /app
COPY . .
RUN bundle install
=== file Gemfile
source "https://rubygems.org"
=== file Gemfile.lock
GEM

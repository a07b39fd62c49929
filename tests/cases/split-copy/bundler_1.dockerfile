# Bundler 1 knows no `bundle config set frozen`.
=== before
FROM ruby:2.5
WORKDIR /app
COPY . .
RUN bundle config set --global frozen true && bundle install
=== blocked
come with version 1 of Bundler
=== file Gemfile
source 'https://rubygems.org'
gem 'rack'
=== file Gemfile.lock
GEM
  remote: https://rubygems.org/
  specs:
    rack (2.2.0)

PLATFORMS
  ruby

DEPENDENCIES
  rack

BUNDLED WITH
   1.17.3
=== file .dockerignore
**/vendor
**/.bundle

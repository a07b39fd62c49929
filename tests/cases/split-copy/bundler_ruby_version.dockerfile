# The version of Ruby is in a file that the Gemfile names.
=== before
FROM ruby:3.3
ENV BUNDLE_FROZEN=1
WORKDIR /app
COPY . .
RUN bundle install
=== after
FROM ruby:3.3
ENV BUNDLE_FROZEN=1
WORKDIR /app
COPY .ruby-version Gemfile Gemfile.lock ./
RUN bundle install
COPY . .
=== file Gemfile
source "https://rubygems.org"
ruby file: ".ruby-version"
gem "puma"
=== file Gemfile.lock
GEM
  remote: https://rubygems.org/
  specs:
    puma (6.4.2)

PLATFORMS
  ruby

DEPENDENCIES
  puma

BUNDLED WITH
   2.5.3
=== file app.rb
puts 1
=== file .dockerignore
vendor/bundle
.bundle
=== file .ruby-version
3.3.0

# An index that is a directory.
=== before
FROM ruby:3.3
ENV BUNDLE_FROZEN=1
WORKDIR /app
COPY . .
RUN bundle install
=== blocked
the Gemfile names an index that may be a directory
=== file Gemfile
source "file:///app/gems"
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

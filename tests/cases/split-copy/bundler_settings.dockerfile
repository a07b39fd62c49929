# Settings of the host would be copied over (C 2).
=== before
FROM ruby:3.3
ENV BUNDLE_FROZEN=1
WORKDIR /app
COPY . .
RUN bundle install
=== blocked
a .bundle of the build context would be copied over what Bundler writes
=== file Gemfile
source "https://rubygems.org"
gem "puma", "~> 6.4"
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
vendor
=== file .bundle/config
---
BUNDLE_PATH: "gems"

# The lock file names a gem of the project itself.
=== before
FROM ruby:3.3
ENV BUNDLE_FROZEN=1
WORKDIR /app
COPY . .
RUN bundle install
=== blocked
Gemfile.lock names gems of the project itself
=== file Gemfile
source "https://rubygems.org"
gem "puma", "~> 6.4"
=== file Gemfile.lock
PATH
  remote: mine
  specs:
    mine (1.0)

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
=== file mine/mine.gemspec
x

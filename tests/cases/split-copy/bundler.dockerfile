# Bundler may rewrite its lock file (B 4).
=== before
FROM ruby:3.3
WORKDIR /app
COPY . .
RUN bundle install
=== blocked
`bundle install` may rewrite Gemfile.lock: set `ENV BUNDLE_FROZEN=1`
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
vendor/bundle
.bundle

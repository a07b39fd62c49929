# A variable names another Gemfile.
=== before
FROM ruby:3.3
ENV BUNDLE_FROZEN=1 BUNDLE_GEMFILE=ci/Gemfile
WORKDIR /app
COPY . .
RUN bundle install
=== blocked
BUNDLE_GEMFILE names another file
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
=== file ci/Gemfile
gem "puma"

# Deployment freezes the lock file, and installs to vendor/bundle.
=== before
FROM ruby:3.3
ENV BUNDLE_DEPLOYMENT=1 \
    BUNDLE_WITHOUT="development:test"
WORKDIR /app
COPY . .
RUN bundle install --jobs 4 --retry=3
=== after
FROM ruby:3.3
ENV BUNDLE_DEPLOYMENT=1 \
    BUNDLE_WITHOUT="development:test"
WORKDIR /app
COPY Gemfile Gemfile.lock ./
RUN bundle install --jobs 4 --retry=3
COPY . .
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
.bundle

# A setting of the same script freezes the lock file.
=== before
FROM ruby:3.3
WORKDIR /app
COPY . .
RUN bundle config set --global frozen true && bundle config set without "development test" && bundle install
=== after
FROM ruby:3.3
WORKDIR /app
COPY Gemfile Gemfile.lock ./
RUN bundle config set --global frozen true && bundle config set without "development test" && bundle install
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
vendor/bundle
.bundle

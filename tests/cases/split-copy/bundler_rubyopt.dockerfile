# A variable makes Ruby read the sources.
=== before
FROM ruby:3.3
ENV BUNDLE_FROZEN=1 RUBYOPT=-r./app
WORKDIR /app
COPY . .
RUN bundle install
=== blocked
RUBYOPT may make Ruby load what the project says
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

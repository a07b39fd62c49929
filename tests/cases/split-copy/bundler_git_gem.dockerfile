# A gem of a Git repository is built by Bundler.
=== before
FROM ruby:3.3
ENV BUNDLE_FROZEN=1
WORKDIR /app
COPY . .
RUN bundle install
=== blocked
the Gemfile says 'github' of a gem
=== file Gemfile
source "https://rubygems.org"
gem "puma", "~> 6.4"
gem "mine", github: "me/mine"
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

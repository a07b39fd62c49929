# A Gemfile that is a plain list, and a lock file that stays as it is.
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
COPY Gemfile Gemfile.lock ./
RUN bundle install
COPY . .
=== file Gemfile
# frozen_string_literal: true

source "https://rubygems.org"
ruby "3.3.0"

gem "puma", "~> 6.4", ">= 6.4.1" # the server
gem 'bootsnap', :require => false
group :development, :test do
  gem "debug", platforms: %i[mri windows],
               require: ["debug/prelude"]
end
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

# Bundler looks for the Gemfile from the working directory upwards (B 13).
# options: engine=buildkit
=== before
FROM ruby:3.3
WORKDIR /app/web
COPY . /app
RUN bundle install --frozen
=== after
FROM ruby:3.3
WORKDIR /app/web
COPY Gemfile Gemfile.lock /app/
RUN bundle install --frozen
COPY . /app
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
=== file web/a.rb
1

# Another image may keep settings of Bundler anywhere.
=== before
FROM example.com/ruby
ENV BUNDLE_FROZEN=1
WORKDIR /app
COPY . .
RUN bundle install
=== blocked
the base image may keep gems, and settings of RubyGems, anywhere
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

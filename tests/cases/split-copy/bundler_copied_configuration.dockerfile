# A setting that a COPY brings wins over the variable.
=== before
FROM ruby:3.3
ENV BUNDLE_FROZEN=1
WORKDIR /app
COPY ci/bundle /usr/local/bundle/config
COPY . .
RUN bundle install
=== blocked
/usr/local/bundle/config of the build context may say where gems are and go
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
=== file ci/bundle
BUNDLE_FROZEN: "false"

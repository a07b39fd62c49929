# Gems are installed among the sources.
=== before
FROM ruby:3.3
ENV GEM_HOME=/app/gems
WORKDIR /app
COPY . .
RUN gem install --remote foreman
=== blocked
both touch /app
=== file app.rb
puts 1

# Gems are installed among the sources.
=== before
FROM ruby:3.3
WORKDIR /app
COPY . .
RUN gem install -r -i /app/gems foreman
=== blocked
both touch /app
=== file app.rb
puts 1

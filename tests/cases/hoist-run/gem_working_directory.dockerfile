# A foreman-9.gem in the working directory would be preferred (B 28).
=== before
FROM ruby:3.3
WORKDIR /app
COPY . .
RUN gem install foreman
=== blocked
both touch /app
=== file app.rb
puts 1

# A gem that is a file.
=== before
FROM ruby:3.3
WORKDIR /app
COPY . .
RUN gem install ./foreman-1.0.gem
=== blocked
is given './foreman-1.0.gem', which may be a file
=== file app.rb
puts 1

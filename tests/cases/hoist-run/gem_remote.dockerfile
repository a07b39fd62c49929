# With --remote gem does not look at the working directory.
=== before
FROM ruby:3.3
WORKDIR /app
COPY . .
RUN gem install --remote --no-document foreman
=== after
FROM ruby:3.3
WORKDIR /app
RUN gem install --remote --no-document foreman
COPY . .
=== file app.rb
puts 1

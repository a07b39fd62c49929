# What stands behind -- may name files of the sources.
=== before
FROM ruby:3.3
WORKDIR /app
COPY . .
RUN gem install -r pg -- --with-pg-config=../app/pg
=== blocked
an option of `gem install` is not known: --
=== file app.rb
puts 1

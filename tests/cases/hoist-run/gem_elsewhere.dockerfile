# Where gem runs there is nothing of the project.
# options: engine=buildkit
=== before
FROM ruby:3.3
WORKDIR /opt/tools
COPY . /app
RUN gem install foreman -v 0.87.2 -N
=== after
FROM ruby:3.3
WORKDIR /opt/tools
RUN gem install foreman -v 0.87.2 -N
COPY . /app
=== file app.rb
puts 1

# Which Ruby is run is decided by a .ruby-version of the sources.
=== before
FROM debian:12
ENV PATH=/opt/rbenv/shims:/usr/bin:/bin
WORKDIR /app
COPY . .
RUN gem install -r foreman
=== blocked
which Ruby is run may depend on a file of the project, .ruby-version
=== file app.rb
puts 1

# A setting that a COPY brings.
=== before
FROM ruby:3.3
WORKDIR /app
COPY gemrc /root/.gemrc
COPY . .
RUN gem install -r foreman
=== blocked
/root/.gemrc of the build context may say where gems are and go
=== file app.rb
puts 1
=== file gemrc
gem: --install-dir gems

# RubyGems reads the settings that GEMRC names: where gems come from and go to.
=== before
FROM ruby:3.3
ENV GEMRC=/app/gemrc
WORKDIR /app
COPY . .
RUN gem install --remote rake
=== blocked
both touch /app/gemrc
=== file gemrc
gem: --install-dir /srv/gems
=== file app.rb
1

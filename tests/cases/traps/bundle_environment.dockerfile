# No environment is added.
=== before
FROM ruby
COPY Gemfile Gemfile.lock ./
RUN bundle install
COPY . .
=== blocked
nothing

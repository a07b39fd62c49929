# The local repository holds what was installed from sources
# options: engine=buildkit
=== before
FROM maven:3-eclipse-temurin-21 AS build
WORKDIR /app
COPY . .
RUN mvn package

FROM eclipse-temurin:21
COPY --from=build /app/target/app.jar /app.jar
=== blocked
its cache holds what was built here

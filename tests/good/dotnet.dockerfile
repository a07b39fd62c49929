# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
WORKDIR /source
COPY *.sln ./
COPY src/App/App.csproj src/App/
RUN dotnet restore
COPY . .
RUN dotnet publish -c Release -o /out --no-restore src/App

FROM mcr.microsoft.com/dotnet/aspnet:9.0
WORKDIR /app
COPY --from=build /out .
USER $APP_UID
ENTRYPOINT ["dotnet", "App.dll"]

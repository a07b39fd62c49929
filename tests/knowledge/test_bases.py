"""What is known of official images, and what is not."""

from __future__ import annotations

import pytest

from dfopt.knowledge.bases import base_of, is_fresh
from dfopt.knowledge.behaviour import Circumstances
from dfopt.knowledge.places import paths_in

HUB = "docker.io/library/"


@pytest.mark.parametrize(
    ("image", "name", "value"),
    [
        ("debian:12", "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ("python:3.12-slim", "LANG", "C.UTF-8"),
        ("golang:1.22-alpine", "GOPATH", "/go"),
        ("ruby:3.3", "GEM_HOME", "/usr/local/bundle"),
        ("rust", "CARGO_HOME", "/usr/local/cargo"),
        ("php:8.3-apache", "APACHE_CONFDIR", "/etc/apache2"),
        ("php:8.3-cli", "PHP_INI_DIR", "/usr/local/etc/php"),
        ("eclipse-temurin:21-jre", "JAVA_HOME", "/opt/java/openjdk"),
        ("maven:3.9-eclipse-temurin-21", "MAVEN_CONFIG", "/root/.m2"),
        ("composer:2", "COMPOSER_HOME", "/tmp"),
        ("node@sha256:0123", "NODE_VERSION", None),
    ],
)
def test_variables_of_an_image(image: str, name: str, value: str | None) -> None:
    base = base_of(HUB + image)
    assert base is not None
    assert base.environment[name] == value


@pytest.mark.parametrize(
    ("image", "directory"),
    [
        ("debian", "/"), ("golang", "/go"), ("php:8-fpm", "/var/www/html"), ("php:8-cli", "/"),
        ("httpd", "/usr/local/apache2"), ("composer", "/app"), ("redis:7", "/data"),
    ],
)  # fmt: skip
def test_the_directory_of_an_image(image: str, directory: str) -> None:
    base = base_of(HUB + image)
    assert base is not None
    assert base.directory == directory
    assert base.user == ""


def test_an_image_of_another_registry_that_is_known() -> None:
    base = base_of("mcr.microsoft.com/dotnet/sdk:8.0")
    assert base is not None
    assert not is_fresh(base, "/home/app/src")
    assert not is_fresh(base, "/home/ubuntu")
    assert is_fresh(base, "/home/other")
    assert base.environment["DOTNET_VERSION"] is None


@pytest.mark.parametrize(
    "image",
    [
        "docker.io/me/debian:12",
        "quay.io/library/debian:12",
        "docker.io/library/scratch",
        "docker.io/library/jenkins",
        "docker.io/library/node:8-onbuild",
        "docker.io/library/golang:1.22-windowsservercore",
        "docker.io/library/golang:1.22-nanoserver",
        "docker.io/library/maven:3.8-openjdk-11",
        "docker.io/library/maven:3.9-amazoncorretto-17",
        "docker.io/library/nginx:1.25-perl",
        "mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled",
        "mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-ltsc2022",
        "mcr.microsoft.com/dotnet/framework/sdk:4.8",
        "debian",
        None,
        3,
    ],
)
def test_images_that_are_not_known(image: object) -> None:
    assert base_of(image) is None


@pytest.mark.parametrize(
    ("image", "path", "fresh"),
    [
        ("debian", "/app", True),
        ("debian", "/project/x", True),
        ("debian", "/usr/src/app", True),
        ("debian", "/usr/src", False),
        ("debian", "/opt", False),
        ("debian", "/home", False),
        ("debian", "/home/app", True),
        ("debian", "/home/app/src", True),
        ("debian", "/home/../etc", False),
        ("debian", "/home//app", False),
        ("debian", "/homes", True),
        ("node", "/home/node", False),
        ("node:20-alpine", "/home/node/app", False),
        ("node", "/home/nodes", True),
        ("ubuntu:24.04", "/home/ubuntu/app", False),
        ("ubuntu:22.04", "/home/app", True),
        ("buildpack-deps:noble", "/home/ubuntu", False),
        ("eclipse-temurin:21", "/home/ubuntu/x", False),
        ("maven:3-eclipse-temurin-21", "/home/ubuntu", False),
        ("php:8-alpine", "/home/www-data", False),
        ("php:8-apache", "/home/www-data", False),
        ("php:8-fpm-alpine", "/home/www-data", False),
        ("composer", "/home/www-data/x", False),
        ("httpd:alpine", "/home/www-data", False),
        ("redis:7-alpine", "/home/redis", False),
        ("nginx", "/home/app", True),
        (None, "/home/app", False),
        ("debian", "/", False),
        ("golang", "/go/src/app", True),
        ("golang", "/go/src", False),
        ("golang", "/go/src/../bin/x", False),
        ("golang", "/go/bin/x", False),
        ("golang", "/go/pkg/mod", False),
        ("redis", "/data", False),
        ("redis", "/data/x", False),
        ("debian", "/data/x", True),
        ("debian", "/opt/shop", True),
        ("debian", "/opt/..", False),
        ("debian", "/opt/shop/../java", False),
        ("node:20", "/opt/yarn-v1.22.19/bin", False),
        ("node:20", "/opt/node_app", True),
        ("eclipse-temurin:21", "/opt/java/openjdk", False),
        ("debian", "/srv/shop", True),
        ("debian", "/srv", False),
        ("debian", "/usr/src/shop", True),
        ("php:8", "/usr/src/php/ext/x", False),
        ("fedora", "/usr/src/kernels", False),
        ("debian", "/usr/local/src/x", False),
        ("debian", "/var/www/shop", True),
        ("debian", "/var/lib/shop", False),
        (None, "/opt/shop", False),
        (None, "/go/src/app", False),
        ("php:8-apache", "/var/www/html", True),
        ("nginx", "/var/www/html", False),
        ("nginx", "/usr/share/nginx/html", False),
        (None, "/app/x", True),
        (None, "/application", False),
        (None, "/project", False),
        (None, "/var/www/html", False),
    ],
)
def test_directories_that_hold_nothing(image: str | None, path: str, fresh: bool) -> None:
    base = base_of(HUB + image) if image else None
    assert is_fresh(base, path) == fresh


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ("/app", {"/app"}),
        ("/a:/b/:c", {"/a", "/b"}),
        ("-I/a/include -L/b", {"/a/include", "/b"}),
        ("file:///a/b", {"/a/b"}),
        ("name @ file:///a", {"/a"}),
        ("x=/a,y=/b;/c", {"/a", "/b", "/c"}),
        ("\"/a\" '/b' (/c)", {"/a", "/b", "/c"}),
        ("https://x.org/a", set()),
        ("HTTPS://x.org:80/a", set()),
        ("https://u:p@x.org:80/a/b|http://y/c /d,/e", {"/d", "/e"}),
        ("git+ssh://git@x.org/b", set()),
        ("/srv/../b/c", {"/b/c", "/srv"}),
        ("//b/c", {"/b/c"}),
        ("/c://b", {"/c", "/b"}),
        ("-I/srv/../b", {"/b", "/srv"}),
        ("a/b", set()),
        ("/", set()),
        ("", set()),
    ],
)
def test_the_paths_in_a_value(value: str, paths: set[str]) -> None:
    assert paths_in(value) - {"/a"} == paths - {"/a"}
    assert paths <= paths_in(value)


@pytest.mark.parametrize(
    ("reference", "release"),
    [
        ("node:14", ("node", 14, 1000)),
        ("node:14.21.3-alpine", ("node", 14, 21)),
        ("node:fermium-slim", ("node", 14, 0)),
        ("node:lts", None),
        ("node:latest", None),
        ("golang:1.16-alpine", ("golang", 1, 16)),
        ("golang:1.22@sha256:0", ("golang", 1, 22)),
        ("python:3", ("python", 3, 1000)),
        ("python:3.13-rc", ("python", 3, 13)),
        ("ruby:2.5", ("ruby", 2, 5)),
        ("debian:12x", None),
    ],
)
def test_what_a_tag_says_about_the_version(
    reference: str, release: tuple[str, int, int] | None
) -> None:
    base = base_of(HUB + reference)
    assert base is not None
    assert base.release == release
    here = Circumstances("/app", "root", {}, release=release)
    assert here.is_older("node", 15) == (release is not None and release[0] == "node")
    assert not here.is_older("python", 3, 10)

"""The abstract builder: what a build makes of a Dockerfile, without building it."""

#!/bin/sh
jq --version
curl --version | head -1

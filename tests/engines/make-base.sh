#!/usr/bin/env bash
# Make base images without a registry, and load them into the engines of the tests.
#   make-base.sh [docker] [buildah]     (default: both)
#   DFOPT_IMAGES=busybox                only busybox, from Debian's busybox-static (seconds)
#   DFOPT_IMAGES=all                    also debian, python and node, by debootstrap (minutes)
# So that apt-get, pip and npm in a RUN reach the registries that this machine reaches, the larger
# images hold its certificates and package sources: for tests and measurements only.
set -euo pipefail

cache=${DFOPT_CACHE:-/var/cache/dfopt-base}
images=${DFOPT_IMAGES:-busybox}
engines=("$@")
((${#engines[@]})) || engines=(docker buildah)
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
export DOCKER_HOST=unix://${DFOPT_DOCKER_RUN:-/run/dfopt-docker}/docker.sock
buildah_root=${DFOPT_BUILDAH_ROOT:-/var/lib/dfopt-buildah}
export CONTAINERS_STORAGE_CONF=$buildah_root/storage.conf
mkdir -p "$cache"

missing=()
dpkg -s busybox-static >/dev/null 2>&1 || missing+=(busybox-static)
[[ $images == busybox ]] || command -v debootstrap >/dev/null || missing+=(debootstrap)
if [[ " ${engines[*]} " == *" buildah "* ]]; then
    # They share their images.
    command -v buildah >/dev/null || missing+=(buildah)
    command -v podman >/dev/null || missing+=(podman)
fi
if ((${#missing[@]})); then
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
fi

pack() { # pack DIRECTORY TAR
    chmod 755 "$1"
    tar --numeric-owner --sort=name --mtime=@1700000000 --exclude='./proc/*' --exclude='./sys/*' \
        --exclude='./dev/*' -C "$1" -cf "$2.tmp" .
    mv "$2.tmp" "$2"
    rm -rf --one-file-system "$1"
}

inside() { # inside DIRECTORY COMMANDS: run them in a chroot
    cp /etc/resolv.conf "$1/etc/resolv.conf"
    mount -t proc proc "$1/proc"
    mount --bind /dev "$1/dev"
    local code=0
    chroot "$1" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        DEBIAN_FRONTEND=noninteractive HOME=/root LC_ALL=C sh -ec "$2" >"$cache/chroot.log" 2>&1 || code=$?
    umount "$1/dev" "$1/proc"
    rm -f "$1/etc/resolv.conf"
    if ((code)); then
        echo "a step in the chroot failed; see $cache/chroot.log" >&2
        return "$code"
    fi
    rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/{*.bin,archives/*.deb} "$1"/var/log/*.log \
        "$1"/var/log/apt/* "$1/var/cache/ldconfig/aux-cache"
}

make_busybox() {
    local root
    root=$(mktemp -d "$cache/root.XXXXXX")
    mkdir -p "$root"/{bin,dev,etc,home,proc,root,sbin,sys,tmp,usr/bin,usr/sbin,var}
    chmod 1777 "$root/tmp"
    chmod 700 "$root/root"
    cp /bin/busybox "$root/bin/busybox"
    local applet
    for applet in $(/bin/busybox --list); do
        [[ $applet == busybox ]] || ln -s busybox "$root/bin/$applet"
    done
    echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
    echo 'root:x:0:' >"$root/etc/group"
    pack "$root" "$cache/busybox.tar"
}

make_debian() {
    local root mirror file index
    root=$(mktemp -d "$cache/root.XXXXXX")
    mirror=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources)
    debootstrap --variant=minbase --include=ca-certificates,netbase,tzdata bookworm "$root" "$mirror" \
        >"$cache/debootstrap.log" 2>&1
    mkdir -p "$root/usr/local/share/ca-certificates"
    cp -a /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/" || true
    rm -f "$root/etc/apt/sources.list"
    for file in /etc/apt/sources.list.d/debian.sources /etc/pip.conf /etc/npmrc /usr/etc/npmrc; do
        [[ ! -f $file ]] || install -D -m 644 "$file" "$root$file"
    done
    # uv asks neither pip's settings nor, by itself, the certificates of the system.
    mkdir "$root/etc/uv"
    echo 'native-tls = true' >"$root/etc/uv/uv.toml"
    if index=$(pip config get global.index-url 2>/dev/null); then
        echo "index-url = \"$index\"" >>"$root/etc/uv/uv.toml"
    fi
    # As in the images of Docker Hub: no services, no documentation, no caches of apt.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod +x "$root/usr/sbin/policy-rc.d"
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/speed"
    printf 'path-exclude=/usr/share/%s/*\n' doc man locale >"$root/etc/dpkg/dpkg.cfg.d/small"
    printf '%s\n' 'Acquire::Languages "none";' 'Dir::Cache::pkgcache "";' 'Dir::Cache::srcpkgcache "";' \
        'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };' \
        >"$root/etc/apt/apt.conf.d/small"
    inside "$root" 'update-ca-certificates; apt-get clean'
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    rm -rf "$root"/usr/share/{doc,man,locale}/*
    pack "$root" "$cache/debian.tar"
}

derive() { # derive NAME PACKAGES COMMANDS: debian with packages
    local root
    root=$(mktemp -d "$cache/root.XXXXXX")
    tar --numeric-owner -C "$root" -xf "$cache/debian.tar"
    inside "$root" "apt-get update -q; apt-get install -y -q --no-install-recommends $2; $3"
    pack "$root" "$cache/$1.tar"
}

load() { # load ENGINE NAME COMMAND TAG...
    local engine=$1 name=$2 command=$3 id container tag
    shift 3
    local path=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    if [[ $engine == docker ]]; then
        ! /usr/bin/docker image inspect "$1" >/dev/null 2>&1 || return 0
        id=$(/usr/bin/docker import --change "ENV $path" --change "CMD $command" "$cache/$name.tar")
        for tag in "$@"; do /usr/bin/docker tag "$id" "$tag"; done
    else
        ! buildah images -q "docker.io/library/$1" >/dev/null 2>&1 || return 0
        container=$(buildah from scratch)
        buildah add -q "$container" "$cache/$name.tar" / >/dev/null
        buildah config --env "$path" --cmd "$command" "$container"
        id=$(buildah commit -q --rm "$container")
        for tag in "$@"; do buildah tag "$id" "docker.io/library/$tag"; done
    fi
    echo "$engine: $*"
}

if [[ " ${engines[*]} " == *" buildah "* ]]; then
    mkdir -p "$buildah_root/run"
    cat >"$CONTAINERS_STORAGE_CONF" <<CONF
[storage]
driver = "${DFOPT_STORAGE_BUILDAH:-overlay}"
graphroot = "$buildah_root/images"
runroot = "$buildah_root/run"
CONF
fi
[[ -f $cache/busybox.tar ]] || make_busybox
if [[ $images == all ]]; then
    [[ -f $cache/debian.tar ]] || make_debian
    [[ -f $cache/python.tar ]] || derive python 'python3 python3-pip python3-venv python3-setuptools python3-wheel' \
        'rm -f /usr/lib/python3*/EXTERNALLY-MANAGED; ln -s /usr/bin/python3 /usr/local/bin/python'
    [[ -f $cache/node.tar ]] || derive node 'nodejs npm' 'node --version'
fi
for engine in "${engines[@]}"; do
    load "$engine" busybox '["sh"]' busybox:latest
    [[ $images == all ]] || continue
    load "$engine" debian '["bash"]' debian:bookworm debian:latest debian:bookworm-slim
    load "$engine" python '["python3"]' python:3.11 python:latest python:3.11-slim
    load "$engine" node '["node"]' node:18 node:latest node:18-slim
done

#!/usr/bin/env bash
# Start a private dockerd for the engine tests: no systemd, no iptables, no bridge, nothing that
# another daemon on the machine would notice. Needs root; installs Debian's docker.io if missing.
#   start-dockerd.sh [start|stop|status]    start answers at once when it already runs
# DFOPT_DOCKER_ROOT and DFOPT_DOCKER_RUN say where it keeps its images and its socket.
set -euo pipefail

root=${DFOPT_DOCKER_ROOT:-/var/lib/dfopt-docker}
run=${DFOPT_DOCKER_RUN:-/run/dfopt-docker}
socket=$run/docker.sock
pid_file=$run/dockerd.pid
log=$run/dockerd.log

# A stale file may hold the number of somebody else's process.
alive() {
    [[ -s $pid_file ]] && tr '\0' ' ' 2>/dev/null <"/proc/$(<"$pid_file")/cmdline" | grep -q "dockerd .*$socket"
}
answers() {
    [[ -S $socket ]] && timeout 5 /usr/bin/docker -H "unix://$socket" version >/dev/null 2>&1
}

case ${1:-start} in
status)
    if alive && answers; then echo "running, process $(<"$pid_file")"; else echo "not running"; exit 1; fi
    exit 0
    ;;
stop)
    if alive; then
        pid=$(<"$pid_file")
        kill "$pid"
        for _ in {1..300}; do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
        if kill -0 "$pid" 2>/dev/null; then echo "dockerd, process $pid, does not stop" >&2; exit 1; fi
    fi
    umount "$run/exec/netns/default" 2>/dev/null || true
    rm -f "$pid_file" "$socket"
    exit 0
    ;;
start) ;;
*)
    echo "usage: $0 [start|stop|status]" >&2
    exit 2
    ;;
esac

if alive && answers; then
    echo "already running, process $(<"$pid_file")"
    exit 0
fi
if [[ ! -x /usr/sbin/dockerd || ! -x /usr/bin/docker ]]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends docker.io >/dev/null
fi
mkdir -p "$root" "$run"
rm -f "$pid_file" "$socket"
setsid /usr/sbin/dockerd \
    --host "unix://$socket" --data-root "$root" --exec-root "$run/exec" --pidfile "$pid_file" \
    --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false --bridge=none \
    --storage-driver "${DFOPT_STORAGE:-overlay2}" --exec-opt native.cgroupdriver=cgroupfs \
    >"$log" 2>&1 </dev/null &
for _ in {1..300}; do
    if answers; then
        echo "started, process $(<"$pid_file")"
        exit 0
    fi
    sleep 0.1
done
echo "dockerd does not answer; the end of $log:" >&2
tail -20 "$log" >&2
exit 1

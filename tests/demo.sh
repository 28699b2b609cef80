#!/usr/bin/env bash
# make demo as a newcomer runs it: ready, a token, an answer to the printed query, Ctrl-C leaves no process behind.
set -euo pipefail
set -m # each run is a process group of its own, with Ctrl-C not ignored
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HUB_DATA="$work/data" HUB_PORT=0

# The embedded engine leads a session of its own; it works inside the data folder.
left_behind() {
    for process in /proc/[0-9]*; do
        case "$(readlink "$process/cwd" 2> /dev/null || true)" in
            "$work"/*) echo "${process#/proc/} $(tr '\0' ' ' < "$process/cmdline")" ;;
        esac
    done
    pgrep -g "$1" -a || true
}

run() {
    local out="$work/out.$1" limit=$2 seconds=0
    make demo > "$out" 2> "$work/err.$1" < /dev/null &
    local group=$!
    until [ "$(grep -c '^ask' "$out")" -eq 4 ]; do # a command and three questions: the last that is printed
        sleep 1
        seconds=$((seconds + 1))
        if [ "$seconds" -gt "$limit" ] || ! kill -0 "$group" 2> /dev/null; then
            echo "demo run $1: not ready after $seconds s"
            cat "$out" "$work/err.$1"
            kill -KILL -- "-$group" 2> /dev/null || true
            exit 1
        fi
    done
    echo "demo run $1: ready after about $seconds s"
    sed -n '/^curl/,/^  -d /p' "$out" > "$work/query.sh"
    bash "$work/query.sh" > "$work/answer"
    grep -q '"shareholders":{"edges":\[{"share":' "$work/answer" || {
        echo "unexpected answer:"
        cat "$work/answer"
        exit 1
    }
    sed -n '/^ask/p' "$out" > "$work/more.sh"
    bash "$work/more.sh" > "$work/more"
    for part in '"network":{"nodes":\[{"name"' '"transfers":\[{"traced"' '"liability":"LIABLE_FIRST_FOR"'; do
        grep -q "$part" "$work/more" && ! grep -q '"errors"' "$work/more" || {
            echo "unexpected answers:"
            cat "$work/more"
            exit 1
        }
    done
    kill -INT -- "-$group"
    for _ in $(seq 30); do
        [ -z "$(left_behind "$group")" ] && return
        sleep 1
    done
    echo "demo run $1: processes are left behind:"
    left_behind "$group"
    kill -KILL -- "-$group" 2> /dev/null || true
    exit 1
}

run first 300
run second 60
echo "2 passed, 0 failed"

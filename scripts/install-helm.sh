#!/usr/bin/env bash
# Builds the two helm versions whose behaviour smpgen reproduces, so that tests can compare with them:
# target/helm/helm3 and target/helm/helm4. Needs Go and nothing else; skips what is already there.
# The first build takes some minutes, a later call a fraction of a second.
set -euo pipefail
cd "$(dirname "$0")/.."

# tests/helm_real.rs and the tables of src/helm/ are made for exactly these versions.
helm3_version=v3.21.4
helm4_version=v4.2.4

directory="${CARGO_TARGET_DIR:-target}/helm"
mkdir -p "$directory"
directory="$(cd "$directory" && pwd)"

if ! command -v go >/dev/null; then
    echo "install-helm: go is needed to build helm, and it is not on PATH" >&2
    exit 1
fi

# A build goes to a scratch directory beside its target and is renamed at the end,
# so that no reader ever sees half a binary and an interrupted run leaves nothing.
scratch="$(mktemp -d "$directory/build.XXXXXX")"
trap 'rm -rf "$scratch"' EXIT

# Prints the version of the helm module inside a binary; nothing when there is none.
built_version() {
    [ -x "$1" ] || return 0
    go version -m "$1" 2>/dev/null | awk '$1 == "mod" { print $3; exit }'
}

# install MODULE VERSION NAME
install() {
    local module=$1 version=$2 name=$3
    if [ "$(built_version "$directory/$name")" = "$version" ]; then
        echo "install-helm: $name is $version already"
        return
    fi
    echo "install-helm: building $name $version (some minutes the first time)"
    # Nothing of the caller's Go settings may leak in: no cgo, no workspace, two compilers at a time.
    # Its messages (mostly "downloading") are of interest only when it fails.
    if ! GOBIN="$scratch" GOFLAGS='' GOWORK=off CGO_ENABLED=0 GOTOOLCHAIN="${GOTOOLCHAIN:-auto}" \
        go install -p 2 -trimpath -ldflags='-s -w' "$module/cmd/helm@$version" 2>"$scratch/log"; then
        cat "$scratch/log" >&2
        echo "install-helm: building $name $version failed" >&2
        exit 1
    fi
    mv -f "$scratch/helm" "$directory/$name"
    echo "install-helm: $name is $version now"
}

# A second run waits for the first one and then finds its work done. Where there is no flock
# (macOS), both build and the last rename wins, which is the same binary.
if command -v flock >/dev/null; then
    exec 9>"$directory/lock"
    flock 9
fi

install helm.sh/helm/v3 "$helm3_version" helm3
install helm.sh/helm/v4 "$helm4_version" helm4

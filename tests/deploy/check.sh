#!/usr/bin/env bash
# Checks examples/distributed/deploy without a cluster: manifests against the schemas of Kubernetes, the
# servers' configuration by the server itself, and what the permissions allow on three servers on
# loopback. It needs python3, openssl and, the first time, PyPI.
set -euo pipefail
cd "$(dirname "$0")/../.."
deploy=examples/distributed/deploy

venv=${CARGO_TARGET_DIR:-target}/deploy-venv
if ! cmp -s tests/deploy/requirements.txt "$venv/installed.txt"; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/deploy/requirements.txt
    cp tests/deploy/requirements.txt "$venv/installed.txt"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python=$venv/bin/python

# The validator only warns of a kind or a version that it does not know: here it is an error.
validate() {
    "$venv/bin/kubernetes-validate" --strict --kubernetes-version 1.37 --quiet "$@" > "$work/said" || {
        cat "$work/said"
        return 1
    }
    if grep . "$work/said"; then return 1; fi
}

echo "== manifests"
validate "$deploy"/kubernetes/*.yaml
"$python" tests/deploy/manifests.py "$deploy"
if command -v kubectl >/dev/null; then # as they are applied
    kubectl kustomize "$deploy" > "$work/applied.yaml"
    validate "$work/applied.yaml"
fi

echo "== configuration of the servers"
export NATS_STORE=$work/store POD_NAME=nats-0
export NATS_TLS_CERT=$work/tls.crt NATS_TLS_KEY=$work/tls.key NATS_TLS_CA=$work/ca.crt
for user in COORDINATOR OBSERVER WORKER_1 WORKER_2 WORKERS; do
    export "${user}_PASSWORD=secret-of-$user"
done
"$deploy/certificates.sh" "$work"
for node in "$deploy"/nats-*.conf; do
    "$venv/bin/nats-server" -t -c "$node"
done

echo "== permissions"
timeout 180 "$python" tests/deploy/permissions.py "$deploy" "$venv/bin/nats-server" "$work"

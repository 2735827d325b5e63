#!/bin/sh
# Certificates to try things with: ./certificates.sh FOLDER makes ca.crt, tls.crt and tls.key, good for
# 30 days. Where it is earnest, let an authority such as cert-manager make them and renew them.
set -eu
mkdir -p "$1"
cd "$1"
umask 077

# One key for all nodes, by every name a client or another node may call them.
names="DNS:localhost,IP:127.0.0.1,DNS:nats-1,DNS:nats-2,DNS:nats-3"
names="$names,DNS:nats.swarmopt.svc,DNS:*.nats-headless.swarmopt.svc"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
    -subj "/CN=swarmopt test authority" -keyout ca.key -out ca.crt 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -subj "/CN=nats" -keyout tls.key -out tls.csr 2>/dev/null
printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$names" > tls.ext
openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 \
    -extfile tls.ext -out tls.crt 2>/dev/null
rm tls.csr tls.ext

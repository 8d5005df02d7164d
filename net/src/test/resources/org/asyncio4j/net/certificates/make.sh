#!/bin/sh
# Makes the certificates of the tests, which stand here so that a build needs no openssl:
#   sh make.sh
# The keys protect nothing. They are valid until 2125.
set -e
cd "$(dirname "$0")"
rm -f ./*.pem ./*.der
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# authority NAME: a self-signed authority
authority() {
    openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1-key.pem"
    openssl req -x509 -new -key "$1-key.pem" -days 36500 -subj "/CN=$1" -out "$1.pem" \
        -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
}

# sign NAME EXTENSIONS AUTHORITY FROM TO: a certificate for the key in NAME-key.pem
sign() {
    rm -rf "$work/ca" && mkdir "$work/ca" && touch "$work/ca/index"
    openssl rand -hex 16 > "$work/ca/serial"
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s\nserial=%s\nnew_certs_dir=%s\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n[e]\n%b\n' \
        "$work/ca/index" "$work/ca/serial" "$work/ca" "$2" > "$work/ca/config"
    openssl req -new -key "$1-key.pem" -subj "/CN=$1" -out "$work/request" 2>/dev/null
    openssl ca -batch -notext -config "$work/ca/config" -extensions e -startdate "$4" -enddate "$5" \
        -cert "$3.pem" -keyfile "$3-key.pem" -in "$work/request" -out "$1.pem" 2>/dev/null
}

ec_key() {
    openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1-key.pem"
}

from=20200101000000Z
to=21250101000000Z
local='subjectAltName=DNS:localhost,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1'

authority authority
authority stranger
ec_key server && sign server "$local" authority $from $to
openssl genrsa 2048 2>/dev/null | openssl pkcs8 -topk8 -nocrypt -out server-rsa-key.pem
sign server-rsa "$local" authority $from $to
openssl genpkey -algorithm ed25519 -out server-ed25519-key.pem
sign server-ed25519 "$local" authority $from $to
ec_key other && sign other 'subjectAltName=DNS:other.example' authority $from $to
ec_key wild && sign wild 'subjectAltName=DNS:*.example.org' authority $from $to
ec_key expired && sign expired "$local" authority $from 20210101000000Z
ec_key future && sign future "$local" authority 21240101000000Z $to
ec_key client && sign client 'extendedKeyUsage=clientAuth' authority $from $to
ec_key unknown-client && sign unknown-client 'extendedKeyUsage=clientAuth' stranger $from $to
ec_key intermediate
sign intermediate 'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign' authority $from $to
ec_key leaf && sign leaf "$local" intermediate $from $to
cat leaf.pem intermediate.pem > leaf-chain.pem
cat intermediate.pem leaf.pem > leaf-chain-reversed.pem
openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 36500 \
    -subj /CN=self-signed -addext "$local" -keyout self-signed-key.pem -out self-signed.pem 2>/dev/null

# The same keys in other formats.
openssl ec -in server-key.pem -out server-key-sec1.pem 2>/dev/null
openssl ecparam -name prime256v1 -out "$work/parameters"
cat "$work/parameters" server-key-sec1.pem > server-key-sec1-parameters.pem
openssl rsa -traditional -in server-rsa-key.pem -out server-rsa-key-pkcs1.pem 2>/dev/null
openssl pkcs8 -topk8 -v2 aes-256-cbc -passout pass:secret -in server-key.pem -out server-key-encrypted.pem
openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:secret -in server-key.pem -out server-key-encrypted-3des.pem
openssl pkcs8 -topk8 -scrypt -passout pass:secret -in server-key.pem -out server-key-encrypted-scrypt.pem
openssl ec -aes256 -passout pass:secret -in server-key.pem -out server-key-encrypted-traditional.pem 2>/dev/null
openssl pkcs8 -topk8 -nocrypt -outform DER -in server-key.pem -out server-key.der
openssl x509 -trustout -in server.pem -out server-trusted.pem
cat server.pem server-key.pem > server-both.pem
rm -f stranger-key.pem authority-key.pem intermediate-key.pem leaf.pem intermediate.pem

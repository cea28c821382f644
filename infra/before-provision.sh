#!/bin/sh
# Chooses the parameters: TALENTI_PARAMETERS is dev (nothing is paid while idle) or prod. azd reads main.bicepparam.
set -eu
cd "$(dirname "$0")/bicep"
cp "main.${TALENTI_PARAMETERS:-dev}.bicepparam" main.bicepparam
if [ -z "${TALENTI_ADMIN_EMAIL:-}" ]; then
  echo "Say who the first administrator is: azd env set TALENTI_ADMIN_EMAIL you@example.org" >&2
  exit 1
fi

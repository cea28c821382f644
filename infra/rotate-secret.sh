#!/bin/sh
# A new signing-key, or a new event-secret, counts from now on; the present one stays good until the next time.
# Wait 8 days before the next signing-key, and after a leak ten minutes: the audit log is sealed with the new key meanwhile.
set -eu
: "${KEY_VAULT_NAME:?}" "${FUNCTION_APP_NAME:?}" "${AZURE_RESOURCE_GROUP:?}"
case "${1:-}" in
  signing-key | event-secret) name=$1 ;;
  *) echo "Say which: signing-key or event-secret." >&2 && exit 2 ;;
esac
present=$(az keyvault secret show --vault-name "$KEY_VAULT_NAME" --name "$name" --query value --output tsv)
az keyvault secret set --vault-name "$KEY_VAULT_NAME" --name "$name-previous" --value "$present" --output none
az keyvault secret set --vault-name "$KEY_VAULT_NAME" --name "$name" --value "$(openssl rand -hex 32)" --output none
# Setting anything makes the application read its secrets again.
az functionapp config appsettings set --name "$FUNCTION_APP_NAME" --resource-group "$AZURE_RESOURCE_GROUP" \
  --settings "SECRETS_ROTATED_AT=$(date -u +%Y-%m-%dT%H:%M:%SZ)" --output none
echo "Rotated. The $name before the last is refused from now on."
if [ "$name" = event-secret ]; then echo "Event Grid is told of it by infra/after-deploy.sh."; fi

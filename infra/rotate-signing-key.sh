#!/bin/sh
# A new key signs tokens and links from now on; what the present one signed stays good. Wait 8 days before the next time,
# and after a leak ten minutes: the audit log is sealed with the new key meanwhile.
set -eu
: "${KEY_VAULT_NAME:?}" "${FUNCTION_APP_NAME:?}" "${AZURE_RESOURCE_GROUP:?}"
present=$(az keyvault secret show --vault-name "$KEY_VAULT_NAME" --name signing-key --query value --output tsv)
az keyvault secret set --vault-name "$KEY_VAULT_NAME" --name signing-key-previous --value "$present" --output none
az keyvault secret set --vault-name "$KEY_VAULT_NAME" --name signing-key --value "$(openssl rand -base64 48)" --output none
# Setting anything makes the application read its secrets again.
az functionapp config appsettings set --name "$FUNCTION_APP_NAME" --resource-group "$AZURE_RESOURCE_GROUP" \
  --settings "SIGNING_KEY_ROTATED_AT=$(date -u +%Y-%m-%dT%H:%M:%SZ)" --output none
echo "Rotated. Tokens of the key before the last are refused from now on."

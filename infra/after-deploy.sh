#!/bin/sh
# Connects what is deployed: events to the functions that want them, and the web app to its API.
set -eu
cd "$(dirname "$0")/.."

# Event Grid and Web PubSub ask each address whether it wants their events, so the code has to be there first, and awake:
# the key by which Event Grid delivers files is made by the host's first start.
curl --silent --show-error --fail --output /dev/null --retry 20 --retry-delay 6 --retry-all-errors --max-time 60 \
  "$API_ADDRESS/api/v1/health/live"
az deployment group create --only-show-errors --output none --subscription "$AZURE_SUBSCRIPTION_ID" \
  --resource-group "$AZURE_RESOURCE_GROUP" --template-file infra/bicep/events.bicep --parameters \
  functionAppName="$FUNCTION_APP_NAME" storageAccountName="$STORAGE_ACCOUNT_NAME" \
  storageTopicName="$STORAGE_TOPIC_NAME" communicationTopicName="$COMMUNICATION_TOPIC_NAME" \
  keyVaultName="$KEY_VAULT_NAME" realtimeName="$REALTIME_NAME" \
  privateNetwork="$PRIVATE_NETWORK" eventAudience="${EVENT_AUDIENCE:-}"

api="$API_ADDRESS"
if [ "$WEB_PLAN" = Standard ]; then api=""; fi # there the API is under the web app's own address
python3 -m tools.site dist/site --api "$api" --realtime "$REALTIME_ENDPOINT" --files "$BLOB_ENDPOINT"
token=$(az staticwebapp secrets list --subscription "$AZURE_SUBSCRIPTION_ID" \
  --name "$WEB_NAME" --resource-group "$AZURE_RESOURCE_GROUP" \
  --query properties.apiKey --output tsv)
SWA_CLI_DEPLOYMENT_TOKEN="$token" npx --yes @azure/static-web-apps-cli@2.0.10 deploy dist/site --env production

echo "The web app is at $WEB_ADDRESS, the API at $API_ADDRESS."

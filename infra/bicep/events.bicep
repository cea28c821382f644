// Who gets the events: deployed after the code, because both Event Grid and Web PubSub ask first whether they are wanted.
param functionAppName string
param storageAccountName string
param storageTopicName string
param communicationTopicName string
param keyVaultName string
param realtimeName string

@description('Whether the vault is reached over a virtual network alone.')
param privateNetwork bool

@description('Application in Entra ID that senders of events show a token for. Empty: they show a secret.')
param eventAudience string = ''

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: functionAppName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: keyVaultName
}

module hub 'modules/hub.bicep' = {
  name: 'hub'
  params: {
    serviceName: realtimeName
    functionAddress: 'https://${app.properties.defaultHostName}'
    vaultUri: vault.properties.vaultUri
    privateNetwork: privateNetwork
    eventSecret: vault.getSecret('event-secret')
    eventAudience: eventAudience
  }
}

module subscriptions 'modules/subscriptions.bicep' = {
  name: 'subscriptions'
  params: {
    address: 'https://${app.properties.defaultHostName}'
    blobsKey: listKeys('${app.id}/host/default', '2024-11-01').systemKeys.blobs_extension
    storageAccountName: storageAccountName
    functionAppId: app.id
    eventAudience: eventAudience
    eventSecret: vault.getSecret('event-secret')
    storageTopicName: storageTopicName
    communicationTopicName: communicationTopicName
  }
}

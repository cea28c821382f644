// Who gets the events: deployed after the code, because Event Grid asks the end points whether they want them.
param functionAppName string
param storageAccountName string
param storageTopicName string

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: functionAppName
}

module subscriptions 'modules/subscriptions.bicep' = {
  name: 'subscriptions'
  params: {
    address: 'https://${app.properties.defaultHostName}'
    blobsKey: listKeys('${app.id}/host/default', '2024-11-01').systemKeys.blobs_extension
    storageAccountName: storageAccountName
    storageTopicName: storageTopicName
  }
}

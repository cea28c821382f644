// Holds the sockets of live interviews; a function cannot.
param name string
param location string
param tags object
param sku string
param units int
param principalId string

@description('Vault of the secret that it shows to the application.')
param vaultName string

var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6' // Key Vault Secrets User
var serviceOwner = '12cf5a90-567b-43ae-8102-96cf46c7d9b4' // Web PubSub Service Owner

resource service 'Microsoft.SignalRService/webPubSub@2024-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'WebPubSub'
  sku: { name: sku, capacity: units }
  identity: { type: 'SystemAssigned' }
  properties: {
    disableLocalAuth: true
    disableAadAuth: false
    publicNetworkAccess: 'Enabled'
    tls: { clientCertEnabled: false }
  }
}

resource send 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: service
  name: guid(service.id, principalId, serviceOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', serviceOwner)
  }
}

resource eventSecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: '${vaultName}/event-secret'
}

resource show 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: eventSecret
  name: guid(eventSecret.id, service.id, secretsUser)
  properties: {
    principalId: service.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

output identity string = service.identity.principalId
output name string = service.name
output endpoint string = 'https://${service.properties.hostName}'

// What happens in storage and in Communication Services, as events. Who gets them is in ../events.bicep.
param name string
param location string
param tags object
param storageName string
param communicationId string

var blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' // Storage Blob Data Contributor

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: account
  name: 'default'
}

resource deadLetters 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = {
  parent: blobs
  name: 'event-dead-letters'
}

resource storageTopic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: '${name}-storage'
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: { source: account.id, topicType: 'Microsoft.Storage.StorageAccounts' }
}

resource communicationTopic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: '${name}-communication'
  location: 'global'
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: { source: communicationId, topicType: 'Microsoft.Communication.CommunicationServices' }
}

// The account takes no keys: Event Grid writes what it could not deliver as itself.
resource keepFromStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: deadLetters
  name: guid(deadLetters.id, storageTopic.id, blobContributor)
  properties: {
    principalId: storageTopic.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobContributor)
  }
}

resource keepFromCommunication 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: deadLetters
  name: guid(deadLetters.id, communicationTopic.id, blobContributor)
  properties: {
    principalId: communicationTopic.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobContributor)
  }
}

output storageTopicName string = storageTopic.name
output communicationTopicName string = communicationTopic.name
output ids array = [storageTopic.id, communicationTopic.id]

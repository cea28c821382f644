// One subscription for every blob trigger. What cannot be delivered in a day is kept.
param address string
param storageAccountName string
param storageTopicName string

@secure()
@description('Key of the Functions host for its blob triggers.')
param blobsKey string

// Functions with a blob trigger, and the container that each watches; a test holds the list against the code.
var blobTriggers = [
  { function: 'parse_resume', container: 'resumes' }
]
var retries = { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
var keep = {
  identity: { type: 'SystemAssigned' }
  deadLetterDestination: {
    endpointType: 'StorageBlob'
    properties: { resourceId: account.id, blobContainerName: 'event-dead-letters' }
  }
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName
}

resource storageTopic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: storageTopicName
}

resource landed 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [
  for trigger in blobTriggers: {
    parent: storageTopic
    name: replace(trigger.function, '_', '-')
    properties: {
      destination: {
        endpointType: 'WebHook'
        properties: {
          endpointUrl: '${address}/runtime/webhooks/blobs?functionName=Host.Functions.${trigger.function}&code=${blobsKey}'
        }
      }
      eventDeliverySchema: 'EventGridSchema'
      filter: {
        includedEventTypes: ['Microsoft.Storage.BlobCreated']
        subjectBeginsWith: '/blobServices/default/containers/${trigger.container}/'
      }
      retryPolicy: retries
      deadLetterWithResourceIdentity: keep
    }
  }
]

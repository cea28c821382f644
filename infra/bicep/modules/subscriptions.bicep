// A subscription for every trigger that waits for events. What cannot be delivered in a day is kept.
param address string
param functionAppId string
param storageAccountName string
param storageTopicName string
param communicationTopicName string

@secure()
@description('Key of the Functions host for its blob triggers.')
param blobsKey string

@secure()
@description('Shared with the application, which takes events from nobody who does not know it.')
param eventSecret string

@description('Application in Entra ID that deliveries show a token for. Empty: they show the secret.')
param eventAudience string

// Functions with a blob trigger, and the container that each watches; a test holds the list against the code.
var blobTriggers = [
  { function: 'parse_resume', container: 'resumes' }
]
// Functions that are called with events about mail.
var eventTriggers = ['take_delivery_report']
var retries = { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
var callsWithSecret = { endpointUrl: '${address}/api/v1/acs/webhook?code=${eventSecret}' }
var callsWithToken = {
  endpointUrl: '${address}/api/v1/acs/webhook'
  azureActiveDirectoryTenantId: tenant().tenantId
  azureActiveDirectoryApplicationIdOrUri: eventAudience
}
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

resource communicationTopic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: communicationTopicName
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

resource calls 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: communicationTopic
  name: 'recordings'
  properties: {
    destination: {
      endpointType: 'WebHook'
      properties: empty(eventAudience) ? callsWithSecret : callsWithToken
    }
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      includedEventTypes: ['Microsoft.Communication.RecordingFileStatusUpdated']
    }
    retryPolicy: retries
    deadLetterWithResourceIdentity: keep
  }
}

resource reported 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [
  for name in eventTriggers: {
    parent: communicationTopic
    name: replace(name, '_', '-')
    properties: {
      destination: {
        endpointType: 'AzureFunction'
        properties: { resourceId: '${functionAppId}/functions/${name}', maxEventsPerBatch: 1 }
      }
      eventDeliverySchema: 'EventGridSchema'
      filter: { includedEventTypes: ['Microsoft.Communication.EmailDeliveryReportReceived'] }
      retryPolicy: retries
      deadLetterWithResourceIdentity: keep
    }
  }
]

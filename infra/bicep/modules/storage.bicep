// The database, the files and the queues. What there is stands in ../storage.json, which the tests hold against the code.
param name string
param location string
param tags object
param redundancy string
param principalId string
param publicAccess bool
param workspaceId string

@description('Origins of the web app, from which browsers upload files.')
param webOrigins array

var declared = loadJsonContent('../storage.json')
var deployment = 'deployments'
var deadLetters = 'event-dead-letters'
var queues = concat(declared.queues, ['webjobs-blobtrigger-poison']) // the last is the host's own, for blob triggers
var containers = concat(declared.containers, [deployment, deadLetters])

// A file that was deleted or overwritten by mistake can be had back for this long; what was erased is gone for good after it.
var undoDays = 7

var blobOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' // Storage Blob Data Owner: what the Functions host asks for
var queueContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88' // Storage Queue Data Contributor
var tableContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // Storage Table Data Contributor

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  // checkov:skip=CKV_AZURE_35: Denied with privateNetwork; else browsers upload to it, by links that are signed for one file.
  // checkov:skip=CKV_AZURE_43: checkov cannot always follow the name to main.bicep, which makes it of "talenti" and 8 letters and digits.
  // checkov:skip=CKV_AZURE_206: The parameter redundancy decides; everything but the trial is replicated.
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: { bypass: 'AzureServices', defaultAction: publicAccess ? 'Allow' : 'Deny' }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: undoDays }
    containerDeleteRetentionPolicy: { enabled: true, days: undoDays }
    cors: {
      corsRules: [
        {
          allowedOrigins: webOrigins
          allowedMethods: ['GET', 'PUT', 'OPTIONS'] // GET asks which blocks have arrived
          allowedHeaders: ['content-type', 'x-ms-blob-type', 'x-ms-blob-content-type', 'x-ms-version', 'x-ms-client-request-id']
          exposedHeaders: ['x-ms-request-id']
          maxAgeInSeconds: 3600
        }
      ]
    }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [
  for container in containers: {
    parent: blobs
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = [
  for queue in queues: {
    parent: queueService
    name: queue
  }
]

// Where the host puts a message that failed five times.
resource poison 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = [
  for queue in declared.queues: {
    parent: queueService
    name: '${queue}-poison'
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' = [
  for table in declared.tables: {
    parent: tableService
    name: table
  }
]

// The application erases by each company's policy; these rules take what it forgets on its own, in case it cannot.
resource lifeCycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        for rule in items(declared.forgotten_after_days): {
          name: 'forget-${rule.key}'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${rule.key}/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: rule.value } } }
          }
        }
      ]
    }
  }
}

resource own 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [blobOwner, queueContributor, tableContributor]: {
    scope: account
    name: guid(account.id, principalId, role)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource deletions 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'deletions'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
  }
}

output id string = account.id
output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output queueEndpoint string = account.properties.primaryEndpoints.queue
output tableEndpoint string = account.properties.primaryEndpoints.table
output table string = declared.tables[0]
output deploymentContainer string = '${account.properties.primaryEndpoints.blob}${deployment}'

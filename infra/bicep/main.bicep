// Everything that Talenti runs on. `azd up` deploys it; docs/deploy.md says how, and what each parameter costs.
targetScope = 'subscription'

@description('Name of the environment; azd sets it. Part of every resource name.')
@minLength(1)
@maxLength(20)
param environmentName string

@description('Region of everything but what is global.')
param location string

@description('Object id of the person or pipeline that deploys: may rotate secrets and read the logs. Empty: nobody.')
param operatorId string = ''

@description('What operatorId is.')
@allowed(['User', 'ServicePrincipal', 'Group'])
param operatorType string = 'User'

@description('Version of Python that the functions run on.')
@allowed(['3.11', '3.12', '3.13'])
param pythonVersion string = '3.12'

@description('Memory of one instance in MB. Flex Consumption bills it by the second of execution.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances that are always ready for requests. Each is paid for around the clock; 0: nothing is paid while idle.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('Most instances that run at a time for requests, for files, and for each queue. Some regions refuse less than 40.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Requests that one instance answers at a time. Python would get one: a new instance for every second person.')
@minValue(1)
@maxValue(16)
param requestsPerInstance int = 8

@description('Whether instances are spread over the data centres of the region. Then two of each kind are always ready, and paid for.')
param zoneRedundant bool = false

@description('How storage is replicated. ZRS survives the loss of a data centre, GZRS that of a region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS', 'Standard_RAGZRS'])
param storageRedundancy string = 'Standard_ZRS'

@description('Free: 20 sockets, nothing paid. Standard: 1,000 sockets a unit, paid by the day.')
@allowed(['Free_F1', 'Standard_S1'])
param realtimeSku string = 'Free_F1'

@description('Units of Web PubSub; Free has one.')
@minValue(1)
@maxValue(100)
param realtimeUnits int = 1

@description('F0: five hours of audio a month, nothing paid. S0: paid by the second of audio.')
@allowed(['F0', 'S0'])
param speechSku string = 'S0'

@description('Free: the web app calls the API at its own address. Standard: both under one address, paid by the month.')
@allowed(['Free', 'Standard'])
param webPlan string = 'Free'

@description('Region of the static web app; it is offered in few.')
@allowed(['westus2', 'centralus', 'eastus2', 'westeurope', 'eastasia'])
param webLocation string = 'westeurope'

@description('Address of the web app in mailed links, where a domain of your own leads to it. Empty: its given one.')
param publicUrl string = ''

@description('Where Communication Services keeps its data at rest.')
param mailDataLocation string = 'Europe'

@description('Domain that mail is sent from; its DNS records are yours to set. Empty: one of Azure, for trying out.')
param mailDomain string = ''

@description('Language models to deploy: name, model, version, sku, capacity (thousands of tokens a minute). Empty: the embedded engines work alone.')
param modelDeployments array = []

@description('Name of the deployment that words, plans, reads and writes.')
param modelDeployment string = ''

@description('Name of the deployment that scores. Empty: the same.')
param scoringDeployment string = ''

@description('Prices of the deployments as JSON; see TALENTI_MODEL_PRICES in docs/settings.md.')
param modelPrices string = ''

@description('Whether anybody may register a company of their own.')
@allowed(['open', 'closed'])
param registration string = 'closed'

@description('Id of an application registered in Entra ID. Event Grid and Web PubSub then show tokens for it. Empty: they show a secret.')
param eventAudience string = ''

@description('E-mail address of the platform\'s first administrator.')
param adminEmail string

@description('Further settings of the application by name, such as { TALENTI_RATE_STANDARD: \'200\' }; see docs/settings.md.')
param settings object = {}

@description('Whether data services are reached over a virtual network alone.')
param privateNetwork bool = false

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Gigabytes of logs a day after which no more are taken until midnight: somebody is told, since alerts ask the logs.')
@minValue(1)
param logGigabytesPerDay int = 1

@description('Whether rules look for trouble and tell people. Each is paid by the month.')
param alertRules bool = true

@description('E-mail addresses that alerts and the budget go to.')
param alertEmails array

@description('What a month may cost, in the currency of the subscription, before somebody is told.')
@minValue(1)
param monthlyBudget int = 50

@description('First day of the month from which the budget counts.')
param budgetStart string = utcNow('yyyy-MM-01')

var tags = { 'azd-env-name': environmentName, application: 'talenti' }
var suffix = take(uniqueString(subscription().id, environmentName, location), 8)
var name = 'talenti-${replace(toLower(environmentName), '_', '-')}-${suffix}' // part of host names, which have no underscore

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-talenti-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  name: 'identity'
  params: { name: name, location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    name: name
    location: location
    tags: tags
    retentionDays: logRetentionDays
    gigabytesPerDay: logGigabytesPerDay
    principalId: identity.outputs.principalId
    operatorId: operatorId
    operatorType: operatorType
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  name: 'network'
  params: { name: name, location: location, tags: tags }
}

module website 'modules/website.bicep' = {
  scope: group
  name: 'website'
  params: { name: name, location: webLocation, tags: tags, plan: webPlan }
}

var webAddress = empty(publicUrl) ? website.outputs.address : publicUrl
var webOrigins = empty(publicUrl) ? [website.outputs.address] : [website.outputs.address, publicUrl]

module storage 'modules/storage.bicep' = {
  scope: group
  name: 'storage'
  params: {
    name: 'talenti${suffix}'
    location: location
    tags: tags
    redundancy: storageRedundancy
    webOrigins: webOrigins
    principalId: identity.outputs.principalId
    publicAccess: !privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  name: 'vault'
  params: {
    name: 'talenti-${suffix}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    operatorId: operatorId
    operatorType: operatorType
    publicAccess: !privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module realtime 'modules/realtime.bicep' = {
  scope: group
  name: 'realtime'
  params: {
    name: name
    location: location
    tags: tags
    sku: realtimeSku
    units: realtimeUnits
    vaultName: vault.outputs.name
    principalId: identity.outputs.principalId
  }
}

module mail 'modules/mail.bicep' = {
  scope: group
  name: 'mail'
  params: {
    name: name
    tags: tags
    dataLocation: mailDataLocation
    domain: mailDomain
    principalId: identity.outputs.principalId
  }
}

module speech 'modules/speech.bicep' = {
  scope: group
  name: 'speech'
  params: {
    name: '${name}-speech'
    location: location
    tags: tags
    sku: speechSku
    principalId: identity.outputs.principalId
    visitorPrincipalId: identity.outputs.visitorPrincipalId
    publicAccess: !privateNetwork
  }
}

module models 'modules/models.bicep' = if (!empty(modelDeployments)) {
  scope: group
  name: 'models'
  params: {
    name: '${name}-models'
    location: location
    tags: tags
    deployments: modelDeployments
    principalId: identity.outputs.principalId
    publicAccess: !privateNetwork
  }
}

module endpoints 'modules/endpoints.bicep' = if (privateNetwork) {
  scope: group
  name: 'endpoints'
  params: {
    name: name
    location: location
    tags: tags
    networkId: privateNetwork ? network.outputs.id : ''
    subnetId: privateNetwork ? network.outputs.endpointSubnetId : ''
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
    speechId: speech.outputs.id
    modelsId: empty(modelDeployments) ? '' : models.outputs.id
  }
}

module functions 'modules/functions.bicep' = {
  scope: group
  name: 'functions'
  params: {
    name: name
    location: location
    tags: union(tags, { 'azd-service-name': 'api' })
    pythonVersion: pythonVersion
    instanceMemoryMB: instanceMemoryMB
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: maximumInstances
    requestsPerInstance: requestsPerInstance
    zoneRedundant: zoneRedundant
    identityId: identity.outputs.id
    visitorId: identity.outputs.visitorId
    webOrigins: webOrigins
    subnetId: privateNetwork ? network.outputs.functionSubnetId : ''
    deploymentContainer: storage.outputs.deploymentContainer
    further: settings
    settings: {
      identityClientId: identity.outputs.clientId
      visitorClientId: identity.outputs.visitorClientId
      insights: monitoring.outputs.connectionString
      blobs: storage.outputs.blobEndpoint
      queues: storage.outputs.queueEndpoint
      tables: storage.outputs.tableEndpoint
      table: storage.outputs.table
      vault: vault.outputs.uri
      realtime: realtime.outputs.endpoint
      realtimeIdentity: realtime.outputs.identity
      eventAudience: eventAudience
      mail: mail.outputs.endpoint
      mailSender: mail.outputs.sender
      speech: speech.outputs.endpoint
      speechId: speech.outputs.id
      models: empty(modelDeployments) ? '' : models.outputs.endpoint
      modelDeployment: modelDeployment
      scoringDeployment: scoringDeployment
      modelPrices: modelPrices
      publicUrl: webAddress
      registration: registration
      adminEmail: adminEmail
    }
  }
}

module link 'modules/link.bicep' = if (webPlan == 'Standard') {
  scope: group
  name: 'link'
  params: {
    websiteName: website.outputs.name
    functionAppName: functions.outputs.name
    functionAppId: functions.outputs.id
    location: location
  }
}

module topics 'modules/topics.bicep' = {
  scope: group
  name: 'topics'
  params: {
    name: name
    location: location
    tags: tags
    storageName: storage.outputs.name
    communicationId: mail.outputs.id
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    name: name
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    insightsId: monitoring.outputs.id
    emails: alertEmails
    rules: alertRules
    topicIds: topics.outputs.ids
  }
}

module budget 'modules/budget.bicep' = {
  scope: group
  name: 'budget'
  params: { name: name, amount: monthlyBudget, start: budgetStart, emails: alertEmails }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output FUNCTION_APP_NAME string = functions.outputs.name
output STORAGE_ACCOUNT_NAME string = storage.outputs.name
output KEY_VAULT_NAME string = vault.outputs.name
output STORAGE_TOPIC_NAME string = topics.outputs.storageTopicName
output COMMUNICATION_TOPIC_NAME string = topics.outputs.communicationTopicName
output API_ADDRESS string = functions.outputs.address
output WEB_ADDRESS string = webAddress
output EVENT_AUDIENCE string = eventAudience
output REALTIME_NAME string = realtime.outputs.name
output WEB_NAME string = website.outputs.name
output WEB_PLAN string = webPlan
output REALTIME_ENDPOINT string = realtime.outputs.endpoint
output BLOB_ENDPOINT string = storage.outputs.blobEndpoint
output PRIVATE_NETWORK bool = privateNetwork

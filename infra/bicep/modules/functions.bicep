// The application, on Flex Consumption: no instance runs, and nothing is paid, while nothing happens.
param name string
param location string
param tags object
param pythonVersion string
param instanceMemoryMB int
param alwaysReadyInstances int
param maximumInstances int
param requestsPerInstance int

@description('Whether instances are spread over the data centres of the region.')
param zoneRedundant bool

param identityId string
param visitorId string
param webOrigins array
param deploymentContainer string

@description('Subnet for outgoing connections; empty: none.')
param subnetId string

@description('What the application is told about the other resources; the keys are those that are used below.')
param settings object

@description('Further settings of the application by name; see docs/settings.md. They take the place of those below.')
param further object

var fromVault = '@Microsoft.KeyVault(SecretUri=${settings.vault}secrets'

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  // checkov:skip=CKV_AZURE_225: The parameter zoneRedundant decides; it keeps instances ready and paid for around the clock.
  name: name
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  // checkov:skip=CKV_AZURE_17: Its clients are browsers, which have tokens and no certificates.
  // checkov:skip=CKV_AZURE_78: Flex Consumption has no FTP, and refuses the property that would say so.
  // checkov:skip=CKV_AZURE_212: Scaling to zero is the point; alwaysReadyInstances is the parameter for more.
  // checkov:skip=CKV_AZURE_213: Flex Consumption watches its instances itself; /api/v1/health is for people and alerts.
  // checkov:skip=CKV_AZURE_222: The API is public by purpose: candidates come from anywhere.
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {}, '${visitorId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      runtime: { name: 'python', version: pythonVersion }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainer
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyInstances }]
        triggers: { http: { perInstanceConcurrency: requestsPerInstance } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      cors: { allowedOrigins: webOrigins, supportCredentials: false }
    }
  }
}

// Publishing by user name and password is off: deployments sign in with Entra ID.
resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

resource appSettings 'Microsoft.Web/sites/config@2024-11-01' = {
  // checkov:skip=CKV_AZURE_13: The application checks its own tokens; App Service's sign-in knows nothing of them.
  // checkov:skip=CKV_AZURE_63: This resource holds the settings alone; requests are logged to Application Insights.
  // checkov:skip=CKV_AZURE_65: This resource holds the settings alone; errors are logged to Application Insights.
  // checkov:skip=CKV_AZURE_66: This resource holds the settings alone; failed requests are traced in Application Insights.
  // checkov:skip=CKV_AZURE_80: There is no .NET in it.
  // checkov:skip=CKV_AZURE_88: Flex Consumption runs from its package; it has no file share.
  // checkov:skip=CKV_AZURE_222: This resource holds the settings alone; the API is public by purpose.
  parent: app
  name: 'appsettings'
  properties: union({
    APPLICATIONINSIGHTS_CONNECTION_STRING: settings.insights
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${settings.identityClientId};Authorization=AAD'
    AZURE_CLIENT_ID: settings.identityClientId
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: settings.identityClientId
    AzureWebJobsStorage__blobServiceUri: settings.blobs
    AzureWebJobsStorage__queueServiceUri: settings.queues
    AzureWebJobsStorage__tableServiceUri: settings.tables
    PYTHON_ISOLATE_WORKER_DEPENDENCIES: '1' // our locked libraries, where the host's own worker has another version
    PYTHON_THREADPOOL_THREAD_COUNT: '16' // for 8 requests or 12 messages at a time; see docs/deploy.md
    TALENTI_LOGS: 'json'
    TALENTI_TELEMETRY: 'insights'
    TALENTI_TABLE: settings.table
    TALENTI_SIGNING_KEY: '${fromVault}/signing-key)'
    TALENTI_SIGNING_KEY_PREVIOUS: '${fromVault}/signing-key-previous)'
    TALENTI_ADMIN_EMAIL: settings.adminEmail
    TALENTI_ADMIN_PASSWORD: '${fromVault}/admin-password)'
    TALENTI_REGISTRATION: settings.registration
    TALENTI_PUBLIC_URL: settings.publicUrl
    TALENTI_REALTIME: 'Endpoint=${settings.realtime};'
    TALENTI_EVENT_SECRET: empty(settings.eventAudience) ? '${fromVault}/event-secret)' : ''
    TALENTI_EVENT_SECRET_PREVIOUS: empty(settings.eventAudience) ? '${fromVault}/event-secret-previous)' : ''
    TALENTI_EVENT_AUTHORITY: empty(settings.eventAudience) ? '' : '${environment().authentication.loginEndpoint}${tenant().tenantId}'
    TALENTI_EVENT_AUDIENCE: settings.eventAudience
    TALENTI_REALTIME_IDENTITY: settings.realtimeIdentity
    TALENTI_MAILER: 'acs'
    TALENTI_MAIL_ENDPOINT: settings.mail
    TALENTI_MAIL_SENDER: settings.mailSender
    TALENTI_COMMUNICATION: 'endpoint=${settings.mail};'
    TALENTI_SPEECH_REGION: location
    TALENTI_SPEECH_ENDPOINT: settings.speech
    TALENTI_SPEECH_RESOURCE_ID: settings.speechId
    TALENTI_SPEECH_CLIENT_ID: settings.visitorClientId
    TALENTI_AZURE_OPENAI_ENDPOINT: settings.models
    TALENTI_AZURE_OPENAI_DEPLOYMENT: settings.modelDeployment
    TALENTI_AZURE_OPENAI_SCORING_DEPLOYMENT: settings.scoringDeployment
    TALENTI_MODEL_PRICES: settings.modelPrices
  }, further)
}

output id string = app.id
output name string = app.name
output address string = 'https://${app.properties.defaultHostName}'

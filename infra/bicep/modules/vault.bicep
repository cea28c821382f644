// The few secrets that there are. They are made once, here, and nobody needs to see them.
param name string
param location string
param tags object
param principalId string
param operatorId string
param operatorType string
param publicAccess bool
param workspaceId string

@secure()
// checkov:skip=CKV_AZURE_131: The default is made anew by each deployment; nothing is written here.
@description('A fresh secret; used only where there is none yet.')
param freshSigningKey string = '${newGuid()}${newGuid()}'

@secure()
// checkov:skip=CKV_AZURE_131: The default is made anew by each deployment; nothing is written here.
@description('A fresh password; used only where there is none yet.')
param freshAdminPassword string = 'A1!${newGuid()}'

@secure()
// checkov:skip=CKV_AZURE_131: The default is made anew by each deployment; nothing is written here.
@description('A fresh secret; used only where there is none yet.')
param freshEventSecret string = '${newGuid()}${newGuid()}'

var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6' // Key Vault Secrets User
var secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7' // Key Vault Secrets Officer

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  // checkov:skip=CKV_AZURE_109: Denied with privateNetwork; else it is reached by managed identity alone.
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enabledForTemplateDeployment: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: { bypass: 'AzureServices', defaultAction: publicAccess ? 'Allow' : 'Deny' }
  }
}

// Two keys are valid at once: tokens are signed with the first and accepted from both. docs/operate.md tells how to rotate.
@onlyIfNotExists()
resource signingKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  // checkov:skip=CKV_AZURE_41: An expired secret would stop the application; docs/operate.md tells when and how to rotate.
  parent: vault
  name: 'signing-key'
  properties: { value: freshSigningKey, contentType: 'text/plain' }
}

@onlyIfNotExists()
resource previousSigningKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  // checkov:skip=CKV_AZURE_41: An expired secret would stop the application; docs/operate.md tells when and how to rotate.
  parent: vault
  name: 'signing-key-previous'
  properties: { value: freshSigningKey, contentType: 'text/plain' }
}

@onlyIfNotExists()
resource adminPassword 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  // checkov:skip=CKV_AZURE_41: An expired secret would stop the application; docs/operate.md tells when and how to rotate.
  parent: vault
  name: 'admin-password'
  properties: { value: freshAdminPassword, contentType: 'text/plain' }
}

// Web PubSub and Event Grid add it to what they send, which is how the application knows the sender.
@onlyIfNotExists()
resource eventSecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  // checkov:skip=CKV_AZURE_41: An expired secret would stop the application; docs/operate.md tells when and how to rotate.
  parent: vault
  name: 'event-secret'
  properties: { value: freshEventSecret, contentType: 'text/plain' }
}

@onlyIfNotExists()
resource previousEventSecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  // checkov:skip=CKV_AZURE_41: An expired secret would stop the application; docs/operate.md tells when and how to rotate.
  parent: vault
  name: 'event-secret-previous'
  properties: { value: freshEventSecret, contentType: 'text/plain' }
}

resource read 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, principalId, secretsUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

resource rotate 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorId)) {
  scope: vault
  name: guid(vault.id, operatorId, secretsOfficer)
  properties: {
    principalId: operatorId
    principalType: operatorType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsOfficer)
  }
}

resource accesses 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'accesses'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri

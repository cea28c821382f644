// Language models. Deployed only where some are asked for: the embedded engines do without.
param name string
param location string
param tags object
param principalId string
param publicAccess bool

@description('Each with name, model, version, sku and capacity in thousands of tokens a minute.')
param deployments array

var modelUser = '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd' // Cognitive Services OpenAI User

resource account 'Microsoft.CognitiveServices/accounts@2025-12-01' = {
  // checkov:skip=CKV_AZURE_134: Reached by managed identity alone, and with privateNetwork over the network alone.
  // checkov:skip=CKV_AZURE_238: It calls nothing, so it needs no identity.
  name: name
  location: location
  tags: tags
  kind: 'OpenAI'
  sku: { name: 'S0' }
  properties: {
    customSubDomainName: name
    disableLocalAuth: true
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: { defaultAction: publicAccess ? 'Allow' : 'Deny' }
  }
}

// One at a time: an account refuses two changes at once.
@batchSize(1)
resource deployment 'Microsoft.CognitiveServices/accounts/deployments@2025-12-01' = [
  for deployment in deployments: {
    parent: account
    name: deployment.name
    sku: { name: deployment.sku, capacity: deployment.capacity }
    properties: {
      model: { format: 'OpenAI', name: deployment.model, version: deployment.version }
      versionUpgradeOption: 'NoAutoUpgrade' // scores stay comparable until somebody decides otherwise
    }
  }
]

resource use 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, principalId, modelUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', modelUser)
  }
}

output id string = account.id
output endpoint string = account.properties.endpoint

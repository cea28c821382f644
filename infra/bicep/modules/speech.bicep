// Speech to text and back.
param name string
param location string
param tags object
param sku string
param principalId string
param visitorPrincipalId string
param publicAccess bool

var speechUser = 'f2dc8367-1007-4938-bd23-fe263f013447' // Cognitive Services Speech User

resource account 'Microsoft.CognitiveServices/accounts@2025-12-01' = {
  // checkov:skip=CKV_AZURE_134: Reached by managed identity alone, and with privateNetwork over the network alone.
  // checkov:skip=CKV_AZURE_238: It calls nothing, so it needs no identity.
  name: name
  location: location
  tags: tags
  kind: 'SpeechServices'
  sku: { name: sku }
  properties: {
    customSubDomainName: name
    disableLocalAuth: true
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: { defaultAction: publicAccess ? 'Allow' : 'Deny' }
  }
}

resource use 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, principalId, speechUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', speechUser)
  }
}

resource visit 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, visitorPrincipalId, speechUser)
  properties: {
    principalId: visitorPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', speechUser)
  }
}

output id string = account.id
output endpoint string = account.properties.endpoint

// Mail, and the tokens of calls.
param name string
param tags object
param dataLocation string
param principalId string

@description('Domain of the sender; empty: one of Azure.')
param domain string

var owner = '09976791-48a7-449e-bb21-39d1a415f350' // Communication and Email Service Owner: the least that may send

resource mailService 'Microsoft.Communication/emailServices@2025-09-01' = {
  name: '${name}-mail'
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }
}

resource sender 'Microsoft.Communication/emailServices/domains@2025-09-01' = {
  parent: mailService
  name: empty(domain) ? 'AzureManagedDomain' : domain
  location: 'global'
  tags: tags
  properties: {
    domainManagement: empty(domain) ? 'AzureManaged' : 'CustomerManaged'
    userEngagementTracking: 'Disabled'
  }
}

resource service 'Microsoft.Communication/communicationServices@2025-09-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    linkedDomains: [sender.id]
    disableLocalAuth: true
  }
}

resource send 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: service
  name: guid(service.id, principalId, owner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', owner)
  }
}

output id string = service.id
output endpoint string = 'https://${service.properties.hostName}'
output sender string = 'DoNotReply@${sender.properties.fromSenderDomain}'

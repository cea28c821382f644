// Who the application is. Every role is given to the first identity, in the module of the resource that it is for.
param name string
param location string
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

// Browsers that listen and speak get its tokens. It may use speech and nothing else.
resource visitor 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-visitor'
  location: location
  tags: tags
}

output visitorId string = visitor.id
output visitorPrincipalId string = visitor.properties.principalId
output visitorClientId string = visitor.properties.clientId
output id string = identity.id
output principalId string = identity.properties.principalId
output clientId string = identity.properties.clientId

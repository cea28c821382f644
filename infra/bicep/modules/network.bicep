// A network of its own, for those who want data services off the internet.
param name string
param location string
param tags object

resource network 'Microsoft.Network/virtualNetworks@2024-10-01' = {
  name: name
  location: location
  tags: tags
  properties: { addressSpace: { addressPrefixes: ['10.40.0.0/16'] } }
}

resource guard 'Microsoft.Network/networkSecurityGroups@2024-10-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'nothing-from-the-internet'
        properties: {
          access: 'Deny'
          direction: 'Inbound'
          priority: 4000
          protocol: '*'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

// Flex Consumption asks for a subnet that is delegated to container environments.
resource functions 'Microsoft.Network/virtualNetworks/subnets@2024-10-01' = {
  parent: network
  name: 'functions'
  properties: {
    addressPrefix: '10.40.0.0/24'
    networkSecurityGroup: { id: guard.id }
    delegations: [{ name: 'functions', properties: { serviceName: 'Microsoft.App/environments' } }]
  }
}

resource endpoints 'Microsoft.Network/virtualNetworks/subnets@2024-10-01' = {
  parent: network
  name: 'endpoints'
  dependsOn: [functions] // a network takes one change at a time
  properties: {
    addressPrefix: '10.40.1.0/24'
    networkSecurityGroup: { id: guard.id }
    privateEndpointNetworkPolicies: 'Enabled'
  }
}

output id string = network.id
output functionSubnetId string = functions.id
output endpointSubnetId string = endpoints.id

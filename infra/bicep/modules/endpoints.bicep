// Private addresses of the data services, and the names that lead to them.
param name string
param location string
param tags object
param networkId string
param subnetId string
param storageId string
param vaultId string
param speechId string

@description('Empty where no model is deployed.')
param modelsId string

var storageDomain = environment().suffixes.storage
var wanted = [
  { key: 'blob', target: storageId, zone: 'privatelink.blob.${storageDomain}' }
  { key: 'queue', target: storageId, zone: 'privatelink.queue.${storageDomain}' }
  { key: 'table', target: storageId, zone: 'privatelink.table.${storageDomain}' }
  { key: 'vault', target: vaultId, zone: 'privatelink.vaultcore.azure.net' }
  { key: 'account', target: speechId, zone: 'privatelink.cognitiveservices.azure.com' }
]
var models = empty(modelsId) ? [] : [{ key: 'account', target: modelsId, zone: 'privatelink.openai.azure.com' }]
var services = concat(wanted, models)

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: service.zone
    location: 'global'
    tags: tags
  }
]

resource zoneLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, index) in services: {
    parent: zone[index]
    name: name
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: networkId } }
  }
]

resource endpoint 'Microsoft.Network/privateEndpoints@2024-10-01' = [
  for (service, index) in services: {
    name: '${name}-${split(service.zone, '.')[1]}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: service.key
          properties: { privateLinkServiceId: service.target, groupIds: [service.key] }
        }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-10-01' = [
  for (service, index) in services: {
    parent: endpoint[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: service.key, properties: { privateDnsZoneId: zone[index].id } }]
    }
  }
]

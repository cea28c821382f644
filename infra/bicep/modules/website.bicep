// The web app's files. What they call is told to them when they are deployed.
param name string
param location string
param tags object
param plan string

resource site 'Microsoft.Web/staticSites@2024-11-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: plan, tier: plan }
  properties: {
    allowConfigFileUpdates: true
    stagingEnvironmentPolicy: 'Disabled'
    publicNetworkAccess: 'Enabled'
  }
}

output name string = site.name
output address string = 'https://${site.properties.defaultHostname}'

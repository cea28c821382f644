// Where Web PubSub sends what happens on a socket. Deployed after the code, since it asks the address whether it wants them.
// It shows who it is by a token of its identity, or by a secret that it reads from Key Vault itself. A vault in a private network
// lets it in only after somebody has approved a connection by hand: there the hub holds the secret.
param serviceName string
param functionAddress string
param vaultUri string
param privateNetwork bool

@secure()
@description('Shared with the application, which takes events from nobody who does not know it.')
param eventSecret string

@description('Application in Entra ID that the token is for. Empty: the secret is shown.')
param eventAudience string

var eventsAddress = '${functionAddress}/api/v1/realtime/events'
var secretInVault = '{@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/event-secret/)}'
var secret = privateNetwork ? eventSecret : secretInVault
var eventsAddressWithSecret = '${functionAddress}/api/v1/realtime/events?code=${secret}'
var noToken = { type: 'None' } // a token needs an application registered in the tenant, which Bicep cannot do
var token = { type: 'ManagedIdentity', managedIdentity: { resource: eventAudience } }

resource service 'Microsoft.SignalRService/webPubSub@2024-03-01' existing = {
  name: serviceName
}

resource hub 'Microsoft.SignalRService/webPubSub/hubs@2024-03-01' = {
  parent: service
  name: 'interview'
  properties: {
    anonymousConnectPolicy: 'deny'
    eventHandlers: [
      {
        urlTemplate: empty(eventAudience) ? eventsAddressWithSecret : eventsAddress
        userEventPattern: '*'
        systemEvents: ['connect', 'connected', 'disconnected']
        auth: empty(eventAudience) ? noToken : token
      }
    ]
  }
}

// Where Web PubSub sends what happens on a socket. Deployed after the code, since it asks the address whether it wants them.
// It shows who it is by a secret that it reads from Key Vault itself.
param serviceName string
param functionAddress string
param vaultUri string

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
        urlTemplate: '${functionAddress}/api/v1/realtime/events?code={@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/event-secret/)}'
        userEventPattern: '*'
        systemEvents: ['connect', 'connected', 'disconnected']
        auth: { type: 'None' } // Entra ID would need an application registered in the tenant, which Bicep cannot do
      }
    ]
  }
}

// Where Web PubSub sends what happens on a socket. Apart from the service, since it needs the application's address.
param serviceName string
param functionAddress string

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
        urlTemplate: '${functionAddress}/api/v1/realtime/events'
        userEventPattern: '*'
        systemEvents: ['connect', 'connected', 'disconnected']
        auth: { type: 'ManagedIdentity', managedIdentity: { resource: functionAddress } }
      }
    ]
  }
}

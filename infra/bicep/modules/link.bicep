// The API under the web app's own address. Static Web Apps offers it in the Standard plan alone.
param websiteName string
param functionAppName string
param functionAppId string
param location string

resource website 'Microsoft.Web/staticSites@2024-11-01' existing = {
  name: websiteName
}

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: functionAppName
}

resource backend 'Microsoft.Web/staticSites/linkedBackends@2024-11-01' = {
  parent: website
  name: 'api'
  properties: { backendResourceId: functionAppId, region: location }
}

// Linking closes the application to everybody but the web app. Other clients have their own tokens, which the application checks.
resource open 'Microsoft.Web/sites/config@2024-11-01' = {
  // checkov:skip=CKV_AZURE_13: The application checks its own tokens; App Service's sign-in knows nothing of them.
  // checkov:skip=CKV_AZURE_63: This resource holds the sign-in of App Service alone; requests are logged to Application Insights.
  // checkov:skip=CKV_AZURE_65: This resource holds the sign-in of App Service alone; errors are logged to Application Insights.
  // checkov:skip=CKV_AZURE_66: This resource holds the sign-in of App Service alone; failed requests are traced in Application Insights.
  // checkov:skip=CKV_AZURE_80: There is no .NET in it.
  // checkov:skip=CKV_AZURE_88: Flex Consumption runs from its package; it has no file share.
  // checkov:skip=CKV_AZURE_222: This resource holds the sign-in of App Service alone; the API is public by purpose.
  // checkov:skip=CKV_AZURE_56: The application checks its own tokens; App Service's sign-in would refuse them.
  parent: app
  name: 'authsettingsV2'
  dependsOn: [backend]
  properties: { platform: { enabled: false } }
}

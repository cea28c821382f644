// For trying out: nothing is paid while nobody uses it.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param operatorId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param operatorType = readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User')
param adminEmail = readEnvironmentVariable('TALENTI_ADMIN_EMAIL')
param alertEmails = split(readEnvironmentVariable('TALENTI_ALERT_EMAILS', readEnvironmentVariable('TALENTI_ADMIN_EMAIL')), ',')
param eventAudience = readEnvironmentVariable('TALENTI_EVENT_AUDIENCE', '')
param storageRedundancy = 'Standard_LRS'
param speechSku = 'F0'
param maximumInstances = 10
param alertRules = false
param registration = 'open'
param monthlyBudget = 10

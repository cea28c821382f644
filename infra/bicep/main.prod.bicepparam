// For people who are really hired. What is paid while idle: Web PubSub by the day, the web app by the month.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param operatorId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param operatorType = readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User')
param adminEmail = readEnvironmentVariable('TALENTI_ADMIN_EMAIL')
param alertEmails = split(readEnvironmentVariable('TALENTI_ALERT_EMAILS', readEnvironmentVariable('TALENTI_ADMIN_EMAIL')), ',')
param publicUrl = readEnvironmentVariable('TALENTI_PUBLIC_URL', '')
param mailDomain = readEnvironmentVariable('TALENTI_MAIL_DOMAIN', '')
param eventAudience = readEnvironmentVariable('TALENTI_EVENT_AUDIENCE', '')
param storageRedundancy = 'Standard_GZRS'
param realtimeSku = 'Standard_S1'
param webPlan = 'Standard'
param maximumInstances = 100
param logRetentionDays = 90
param monthlyBudget = 300

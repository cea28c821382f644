// What somebody should be woken for, and a page to look at. The questions are in ../alerts.json.
param name string
param location string
param tags object
param workspaceId string
param insightsId string
param emails array

@description('Whether the rules are deployed, which are paid by the month.')
param rules bool

@description('Topics whose events must not get lost.')
param topicIds array

var alerts = loadJsonContent('../alerts.json')

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'talenti'
    emailReceivers: [
      for (email, index) in emails: {
        name: 'person-${index}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in alerts: if (rules) {
    name: '${name}-${alert.name}'
    location: location
    tags: tags
    properties: {
      displayName: 'Talenti: ${alert.title}'
      enabled: true
      skipQueryValidation: true // the tables come into being with the first line that is written
      severity: alert.severity
      scopes: [workspaceId]
      evaluationFrequency: 'PT15M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Maximum'
            metricMeasureColumn: 'failures'
            operator: 'GreaterThan'
            threshold: alert.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

resource lost 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for (topic, index) in topicIds: if (rules) {
    name: '${name}-lost-events-${index}'
    location: 'global'
    tags: tags
    properties: {
      description: 'Talenti: events could not be delivered for a day and were kept'
      enabled: true
      severity: 2
      scopes: [topic]
      evaluationFrequency: 'PT15M'
      windowSize: 'PT15M'
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: 'kept'
            metricName: 'DeadLetteredCount'
            operator: 'GreaterThan'
            threshold: 0
            timeAggregation: 'Total'
          }
        ]
      }
      actions: [{ actionGroupId: people.id }]
    }
  }
]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(insightsId, 'talenti')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Talenti'
    category: 'workbook'
    sourceId: insightsId
    serializedData: string(loadJsonContent('../workbook.json'))
  }
}

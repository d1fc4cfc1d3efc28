import * as pulumi from "@pulumi/pulumi";

/** The types used here that take tags; the policies hold every one of their resources to it. */
export const taggedTypes: readonly string[] = [
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
  "aws:athena/workgroup:Workgroup",
  "aws:cloudtrail/trail:Trail",
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:dynamodb/table:Table",
  "aws:glue/catalogDatabase:CatalogDatabase",
  "aws:glue/crawler:Crawler",
  "aws:iam/role:Role",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
  "aws:kms/key:Key",
  "aws:lambda/function:Function",
  "aws:quicksight/dataSource:DataSource",
  "aws:s3/bucket:Bucket",
  "aws:sns/topic:Topic",
  "aws:sqs/queue:Queue",
];

/** Tags every resource that takes tags with the project and the stack: for the bill, and to tell two stacks of one account apart. */
export function tagEverything(): void {
  const tags = { Project: pulumi.getProject(), Stack: pulumi.getStack() };
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
    taggedTypes.includes(type) ? { props: { ...props, tags: { ...tags, ...props["tags"] } }, opts } : undefined,
  );
}

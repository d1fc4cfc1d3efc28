import { expect } from "chai";
import { asGiven, deployed } from "../deployments";
import { deployStack } from "../harness";

const statements = (text: string): any[] => JSON.parse(text).Statement;

describe("AccessLogFirehose", () => {
  it("writes Parquet by the day that the transformer found", async () => {
    const { inputs } = (await deployed("everything")).named("access-logs-stream");
    expect(inputs.name).to.equal("amazon-apigateway-api-usage-analytics-test-logs");
    expect(inputs.serverSideEncryption).to.deep.equal({ enabled: true, keyType: "AWS_OWNED_CMK" });
    const s3 = inputs.extendedS3Configuration;
    expect(s3.prefix).to.equal("access_logs/dt=!{partitionKeyFromLambda:dt}/");
    expect(s3.errorOutputPrefix).to.equal(
      "failed/amazon-apigateway-api-usage-analytics-test-logs/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/",
    );
    expect(s3).to.include({ bufferingSize: 128, bufferingInterval: 120, compressionFormat: "UNCOMPRESSED" });
    expect(s3.dynamicPartitioningConfiguration).to.deep.equal({ enabled: true });
    expect(s3.dataFormatConversionConfiguration.outputFormatConfiguration.serializer).to.deep.equal({
      parquetSerDe: { compression: "SNAPPY" },
    });
    expect(s3.dataFormatConversionConfiguration.schemaConfiguration).to.include({
      databaseName: "api_usage_analytics_test",
      tableName: "access_logs",
    });
    // Parameters that equal the service's defaults are never read back.
    expect(s3.processingConfiguration.processors[0].parameters.map(({ parameterName }: any) => parameterName)).to.deep.equal(["LambdaArn"]);
  });

  it("hands batches of CloudWatch Logs over as small as they can be, still in their envelope", async () => {
    const s3 = (await deployed("everything")).named("access-logs-bridge").inputs.extendedS3Configuration;
    expect(s3.processingConfiguration.processors.map(({ type }: any) => type)).to.deep.equal(["Lambda"]);
    expect(s3.processingConfiguration.processors[0].parameters[1]).to.deep.equal({
      parameterName: "BufferSizeInMBs",
      parameterValue: "0.2",
    });
  });

  it("subscribes the log groups that are named, with a role that may do nothing but put", async () => {
    const stack = await deployed("everything");
    const filter = stack.named("access-logs-lines-aws-apigateway-orders-http").inputs;
    expect(filter.logGroup).to.equal("/aws/apigateway/orders-http");
    expect(filter.destinationArn).to.equal(stack.outputs["accessLogDestinations"].HTTP.subscriptionDestinationArn);
    const rights = statements(stack.named("access-logs-subscription-role-policy").inputs.policy);
    expect(rights).to.deep.equal([
      { Effect: "Allow", Action: ["firehose:PutRecord", "firehose:PutRecordBatch"], Resource: [filter.destinationArn] },
    ]);
    expect(
      (await deployed("minimal")).ofType("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter").map(({ name }) => name),
    ).to.deep.equal(["trail-events"]);
  });

  it("subscribes groups apart whose names differ in punctuation only", async () => {
    const groups = ["/orders/prod", "orders-prod", "/orders/test"];
    const stack = await deployStack(asGiven({ accessLogGroups: groups }));
    const filters = stack
      .ofType("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter")
      .filter(({ name }) => name.includes("-lines-"));
    expect(filters.map(({ inputs }) => inputs.logGroup).sort()).to.deep.equal([...groups].sort());
    expect(filters.map(({ name }) => name).sort()[0]).to.equal("access-logs-lines-orders-prod");
  });

  it("lets a transformer read the one snapshot and write failed lines, and the key only where it needs it", async () => {
    const open = statements((await deployed("minimal")).named("access-logs-transform-access-logs-role-policy").inputs.policy);
    expect(open.filter(({ Action }) => Action.some((action: string) => action.startsWith("s3:")))).to.deep.equal([
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::lake-bucket/directory/current.json"] },
      { Effect: "Allow", Action: ["s3:PutObject"], Resource: ["arn:aws:s3:::lake-bucket/failed/*"] },
    ]);
    expect(JSON.stringify(open)).not.to.contain("secretsmanager");
    const everything = await deployed("everything");
    const hidden = statements(everything.named("access-logs-transform-access-logs-role-policy").inputs.policy);
    expect(hidden.find(({ Action }) => Action.includes("secretsmanager:GetSecretValue")).Resource).to.deep.equal(["pseudonyms-secret-id"]);
    expect(everything.named("access-logs-transform-access-logs").inputs.environment.variables).to.deep.equal({
      LAKE_BUCKET: "lake-bucket",
      DIRECTORY_KEY: "directory/current.json",
      PSEUDONYM_KEY_SECRET: "pseudonyms-secret-id",
    });
  });

  it("keeps the key of the pseudonyms out of program and state: the service makes it up", async () => {
    const { inputs } = (await deployed("everything")).named("pseudonyms-secret");
    expect(JSON.parse(inputs.desiredState).GenerateSecretString).to.deep.equal({ PasswordLength: 64, ExcludePunctuation: true });
    expect(Object.keys(JSON.parse(inputs.desiredState))).not.to.include("SecretString");
  });
});

describe("DirectoryRefresher", () => {
  it("reads everything on a schedule and single changes as they happen", async () => {
    const stack = await deployed("everything");
    expect(stack.named("directory-schedule").inputs).to.include({
      scheduleExpression: "rate(30 minutes)",
      scheduleExpressionTimezone: "UTC",
    });
    expect(stack.named("directory-schedule").inputs.target.input).to.equal("{}");
    const pattern = JSON.parse(stack.named("directory-changes").inputs.eventPattern);
    expect(pattern.detail.eventName).to.include.members([
      "CreateApiKey",
      "UpdateUsagePlan",
      "DeleteUsagePlanKey",
      "UpdateStage",
      "CreateApi",
      "ImportApiKeys",
    ]);
    expect(pattern.detail.errorCode).to.deep.equal([{ exists: false }]);
    expect(stack.named("directory-changes-target").dependsOn).to.include(stack.named("directory-changes-permission").urn);
  });

  it("may read names, and no more than it must of API Gateway", async () => {
    const rights = statements((await deployed("minimal")).named("directory-refresh-directory-role-policy").inputs.policy);
    const gateway = rights.find(({ Action }) => Action.includes("apigateway:GET"));
    expect(gateway.Action).to.deep.equal(["apigateway:GET"]);
    expect(gateway.Resource).to.include("arn:aws:apigateway:eu-west-1::/usageplans/*").and.not.include("arn:aws:apigateway:eu-west-1::/*");
  });
});

describe("FailedRecordRedrive", () => {
  it("runs on a schedule only where asked", async () => {
    expect((await deployed("everything")).named("redrive-schedule").inputs.scheduleExpression).to.equal("rate(6 hours)");
    expect((await deployed("minimal")).resources.filter(({ name }) => name === "redrive-schedule")).to.deep.equal([]);
  });

  it("puts records back into the streams whose folders it reads", async () => {
    const stack = await deployed("minimal");
    const { variables } = stack.named("redrive-redrive-failed-records").inputs.environment;
    const folders = stack
      .ofType("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream")
      .map(({ inputs }) => inputs.extendedS3Configuration.errorOutputPrefix.split("/")[1]);
    expect([variables.ACCESS_LOG_STREAM, variables.BRIDGE_STREAM, variables.AUDIT_STREAM].sort()).to.deep.equal(folders.sort());
  });
});

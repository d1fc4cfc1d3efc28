import * as path from "node:path";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { IAMClient } from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { newTerraform, recordWithSchema } from "../provider/check-configuration";
import { convertRecording } from "../provider/convert";
import { allowNewer } from "../provider/newer-arguments";
import { ACCOUNT, REGION, type RecordedResource } from "../recording/recording";
import { type Ministack, startMinistack } from "./ministack";
import { seedEstate } from "./seed-estate";

/** Log group of an HTTP stage that is there before the program is. */
export const HTTP_LOG_GROUP = "/aws/apigateway/orders-http";

/** Settings of the running system: everything kept as it comes, so that what comes out can be counted independently. */
const CONFIG = {
  maxMetricSeries: 10_000,
  ignoredEventSources: ["kms.amazonaws.com"],
  auditEventSources: ["apigateway.amazonaws.com", "iam.amazonaws.com"],
  accessLogGroups: [HTTP_LOG_GROUP],
  redriveSchedule: "rate(6 hours)",
};

/** What runs; dashboards, alarms, views and saved queries do not. */
const RUNNING = /^aws:(iam|lambda|cloudwatch\/log|kinesis|s3|glue|dynamodb|sqs|scheduler)/;
const NOT_RUNNING = /BucketLifecycleConfiguration|aws:lambda\/functionEventInvokeConfig|glue\/crawler|-view-/;

export interface RunningSystem {
  emulator: Ministack;
  logs: CloudWatchLogsClient;
  cloudwatch: CloudWatchClient;
  firehose: FirehoseClient;
  iam: IAMClient;
  s3: S3Client;
  /** Every resource by its logical name. */
  resource(name: RegExp): RecordedResource;
  resources: RecordedResource[];
  lake: string;
  /** Invokes a function by its handler's name and answers what it answered; throws what it threw. */
  invoke(handler: string, event: unknown): Promise<any>;
  /** Makes the next call of a function a cold start. */
  restart(logicalName: string): Promise<void>;
  stop(): Promise<void>;
}

/** The program's own resources, put on the emulator by the provider, with IAM enforced. */
export async function startSystem(work: string): Promise<RunningSystem> {
  try {
    return await startOnce(path.join(work, "system"));
  } catch (error: any) {
    // A busy emulator loses an answer now and then; the provider asks again, and meets what its first call has made.
    if (!/already exist/i.test(error.message)) throw error;
    return startOnce(path.join(work, "system-again"));
  }
}

async function startOnce(work: string): Promise<RunningSystem> {
  const emulator = await startMinistack({ enforceIam: true });
  try {
    const access = {
      endpoint: emulator.endpoint,
      region: REGION,
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: "test" },
    };
    await seedEstate(access);
    const terraform = await newTerraform(path.join(work, "tf"), emulator.endpoint);
    const { recording, schema } = await recordWithSchema(terraform, CONFIG, path.join(work, "assets"));
    if (recording.errors.length) throw new Error(recording.errors.join("\n"));
    const skip = (r: RecordedResource) => !RUNNING.test(r.type) || NOT_RUNNING.test(`${r.type} ${r.name}`);
    terraform.write(convertRecording(recording, schema, { region: REGION, allow: allowNewer, skip }).files);
    const { diagnostics } = await terraform.apply();
    const errors = diagnostics.filter((d) => d.severity === "error");
    if (errors.length)
      throw new Error(
        `not applied: ${errors
          .map((d) => `${d.address ?? ""} ${d.summary}`)
          .join("; ")
          .slice(0, 1500)}`,
      );

    const lambda = new LambdaClient({ ...access, maxAttempts: 1 });
    const { resources } = recording;
    const resource = (name: RegExp) => {
      const found = resources.find((r) => name.test(`${r.type} ${r.name}`));
      if (!found) throw new Error(`the program has no ${name}`);
      return found;
    };
    return {
      emulator,
      logs: new CloudWatchLogsClient(access),
      cloudwatch: new CloudWatchClient(access),
      firehose: new FirehoseClient(access),
      iam: new IAMClient(access),
      s3: new S3Client({ ...access, forcePathStyle: true }),
      resource,
      resources,
      lake: resource(/bucket:Bucket lake-bucket$/).inputs.bucket,
      async invoke(handler, event) {
        const FunctionName = resource(new RegExp(`lambda/function:Function .*${handler}$`)).inputs.name;
        const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }));
        const body = JSON.parse(Buffer.from(answer.Payload ?? []).toString() || "null");
        if (answer.FunctionError) throw new Error(`${FunctionName}: ${body?.errorType} ${body?.errorMessage}`);
        return body;
      },
      async restart(logicalName) {
        const FunctionName = resource(new RegExp(`lambda/function:Function ${logicalName}$`)).inputs.name;
        const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
        const Variables = { ...Environment?.Variables, RESTARTED: String(Date.now()) };
        await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
      },
      stop: () => emulator.stop(),
    };
  } catch (error: any) {
    await emulator.stop();
    throw error;
  }
}

/** Asks again until the answer satisfies, or the time is over; then the last answer stands. */
export async function eventually<T>(ask: () => Promise<T>, satisfies: (answer: T) => boolean, limitMs = 120_000): Promise<T> {
  for (const until = Date.now() + limitMs; ; await new Promise((resolve) => setTimeout(resolve, 400))) {
    const answer = await ask();
    if (satisfies(answer) || Date.now() > until) return answer;
  }
}

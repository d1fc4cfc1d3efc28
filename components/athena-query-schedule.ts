import * as pulumi from "@pulumi/pulumi";
import { arnOf, type Place } from "./place";
import { allow, type Statement } from "./policy-document";
import { createSchedule } from "./schedule";

/** What a {@link scheduleAthenaQuery} call needs to know. */
export interface AthenaQueryScheduleArgs {
  readonly description: string;
  readonly expression: string;
  /** One statement, such as INSERT INTO; at most 262,144 bytes. */
  readonly query: pulumi.Input<string>;
  readonly databaseName: pulumi.Input<string>;
  readonly workgroupName: pulumi.Input<string>;
  /** Tells this query apart from others, for the token that keeps a repeated start from running twice. */
  readonly purpose: string;
  /** Bucket of the workgroup's results. */
  readonly resultsArn: pulumi.Input<string>;
  /** Folder of the workgroup's results in it. */
  readonly resultsFolder: string;
  /** What the query reads and writes, beside its own result. */
  readonly statements: readonly Statement[];
  readonly place: Place;
}

/**
 * Starts an Athena query on a schedule without a function in between. The scheduler may start a target twice; the token made of the purpose
 * and the scheduled time makes Athena run the query once all the same. Answers the name of the queue of starts that never succeeded.
 */
export function scheduleAthenaQuery(
  name: string,
  args: AthenaQueryScheduleArgs,
  opts: { readonly parent: pulumi.Resource },
): pulumi.Output<string> {
  const { place, resultsArn } = args;
  return createSchedule(
    name,
    {
      description: args.description,
      expression: args.expression,
      targetArn: pulumi.interpolate`arn:${place.partition}:scheduler:::aws-sdk:athena:startQueryExecution`,
      input: pulumi.jsonStringify({
        QueryString: args.query,
        WorkGroup: args.workgroupName,
        QueryExecutionContext: { Database: args.databaseName, Catalog: "AwsDataCatalog" },
        // Athena wants 32 characters at least; the time alone has 20.
        ClientRequestToken: `api-usage-analytics-${args.purpose}-<aws.scheduler.scheduled-time>`,
      }),
      statements: [
        allow(["athena:StartQueryExecution"], [arnOf(place, "athena", pulumi.interpolate`workgroup/${args.workgroupName}`)]),
        allow(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], [resultsArn]),
        allow(
          ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
          [pulumi.interpolate`${resultsArn}/${args.resultsFolder}/*`],
        ),
        ...args.statements,
      ],
      place,
    },
    opts,
  );
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type DataSet, dataSetDefinition } from "../../analytics/dashboards/quicksight/data-set";
import type { ImportMode } from "../../analytics/dashboards/quicksight/data-set-sql";
import { arnOf, type Place } from "../place";
import { createQuickSight, permissions, quickSightId } from "./quicksight-resource";

/** What every data set of a dashboard has in common. */
export interface DataSetsArgs {
  readonly place: Place;
  readonly mode: ImportMode;
  readonly databaseName: pulumi.Output<string>;
  readonly sourceId: string;
  readonly principals: readonly string[];
}

/** The id of the data set over a view. */
export const dataSetId = (view: string): string => quickSightId(view.replaceAll("_", "-"));

/** Makes the data set over a view and, where its rows are imported, the schedule of the imports. */
export function createDataSet(
  name: string,
  dataSet: DataSet,
  { place, mode, databaseName, sourceId, principals }: DataSetsArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudcontrol.Resource {
  const id = dataSetId(dataSet.view);
  const definition = pulumi
    .all([databaseName, arnOf(place, "quicksight", `datasource/${sourceId}`)])
    .apply(([database, dataSourceArn]) => dataSetDefinition(dataSet, { database, dataSourceArn, mode }));
  const made = createQuickSight(
    name,
    "DataSet",
    pulumi.all([place.accountId, definition]).apply(([AwsAccountId, known]) => ({
      AwsAccountId,
      DataSetId: id,
      Name: `API usage: ${dataSet.view} (${pulumi.getStack()})`,
      ...known,
      Permissions: permissions(principals, [
        "DescribeDataSet",
        "DescribeDataSetPermissions",
        "PassDataSet",
        "DescribeIngestion",
        "ListIngestions",
      ]),
    })),
    opts,
  );
  if (mode === "spice") {
    new aws.quicksight.RefreshSchedule(
      `${name}-refresh`,
      {
        dataSetId: id,
        scheduleId: "daily",
        // After the roll-up of the day before.
        schedule: { refreshType: "FULL_REFRESH", scheduleFrequency: { interval: "DAILY", timeOfTheDay: "05:00", timezone: "Etc/UTC" } },
      },
      { ...opts, dependsOn: [made] },
    );
  }
  return made;
}

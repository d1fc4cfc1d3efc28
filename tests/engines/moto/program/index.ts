/** The LogsApi in each of its forms: every kind of authorization, regional and private, logged and not. */
import * as aws from "@pulumi/aws";
import { LogsApi } from "../../../../components/logs-api";
import { findPlace } from "../../../../components/place";
import { ACCESS_LOG_FORMAT, FORMS } from "./forms";

const place = findPlace();
const calls = new aws.cloudwatch.LogGroup("calls", { retentionInDays: 1 });
const accessLog = { destinationArn: calls.arn, format: ACCESS_LOG_FORMAT };
for (const [name, form] of Object.entries(FORMS))
  new LogsApi(name, { place, ...form, accessLog: name === "by-iam" ? accessLog : undefined });

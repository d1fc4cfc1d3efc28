import { Command, InvalidArgumentError, Option } from "commander";
import { type LocalOptions, runLocal } from "./run";

const port = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new InvalidArgumentError("must be an integer from 0 to 65535.");
  return value;
};

const moment = (text: string): Date => {
  const value = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/.test(text) ? text : Number.NaN);
  if (Number.isNaN(value.getTime())) throw new InvalidArgumentError("must be a time in UTC such as 2026-11-21T12:00:00Z.");
  return value;
};

const program = new Command("npm run local --")
  .description("Shows who calls your APIs, how much and how well, from log files on this machine. Without files: a week of sample traffic.")
  .option(
    "--access-logs <path...>",
    "access-log files, folders or globs: lines, or what `aws logs filter-log-events` prints; plain or gzip",
  )
  .option(
    "--cloudtrail <path...>",
    "CloudTrail files, folders or globs: as in S3, or what `aws cloudtrail lookup-events` prints; plain or gzip",
  )
  .option("--format <template>", "access-log format of the files: a template with $context variables, or the name of a known one")
  .option("--directory <file>", "directory snapshot with names of APIs, customers and plans (directory/current.json of a lake)")
  .option("--customer-source <source...>", "who the customer is: api-key, authorizer:<property>, claim:<name>; the first found wins", [
    "api-key",
  ])
  .addOption(
    new Option("--client-ip <mode>", "what is kept of client addresses").choices(["keep", "truncate", "pseudonymise"]).default("keep"),
  )
  .addOption(new Option("--principals <mode>", "what is kept of users and roles").choices(["keep", "pseudonymise"]).default("keep"))
  .option("--threats <file>", "CSV of networks to look out for: network in CIDR notation, name")
  .option("--redrive", "transform again what failed before and lies under <out>/lake/failed")
  .option("--lake <dir>", "opens a lake that was synced from S3, without importing anything")
  .option("--as-of <time>", "what counts as now, in UTC: the sample's week ends there, and old logs are seen as on that day", moment)
  .option("--out <dir>", "folder that holds everything this command makes", ".local")
  .option("--port <number>", "port of the dashboards on 127.0.0.1; 0 picks a free one", port, 8417)
  .option("--once", "writes a self-contained report page instead of serving")
  .option("--fresh", "starts with an empty lake")
  .showHelpAfterError("(npm run local -- --help lists the options)");

program.parse();

runLocal(program.opts<LocalOptions>()).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);

import { cpus } from "node:os";
import { run as readLines } from "./access-log-format";
import { type Measurement, measurementLines } from "./measurement";
import { run as openPage } from "./page";
import { run as track } from "./track-api-calls";
import { run as transform } from "./transform-access-logs";

/** What can be measured. */
const benches: Readonly<Record<string, { readonly about: string; run(): Promise<readonly Measurement[]> }>> = {
  "access-log-format": {
    about: "reading one line of an access log",
    run: readLines,
  },
  "transform-access-logs": {
    about: "the transformer, batches of 500 lines",
    run: transform,
  },
  "track-api-calls": {
    about: "the tracker, batches of 1,000 events of 120 kinds",
    run: track,
  },
  page: {
    about: "the page on the sample's week and on a million requests",
    run: openPage,
  },
};

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !(name in benches));
  if (unknown !== undefined) throw new Error(`Invalid argument: must be one of ${Object.keys(benches).join(", ")}, got '${unknown}'.`);
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}; functions as the text that is deployed`,
  );
  for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
    const { about, run } = benches[name]!;
    console.log(`\n${name}: ${about}`);
    for (const line of measurementLines(await run())) console.log(line);
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});

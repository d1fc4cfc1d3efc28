import { coverage } from "./coverage-page";

/** A defect of a system that this one replaces: what went wrong there, what is done here, and more tests than the one that `coverage.csv` names. */
export interface Defect {
  readonly there: string;
  readonly here: string;
  readonly tests?: readonly string[];
}

const defect = (there: string, here: string, ...tests: string[]): Defect => ({ there, here, ...(tests.length > 0 && { tests }) });

/** By the ids of `coverage.csv`. */
export const defects: Readonly<Record<string, Defect>> = {
  "X0-1": defect(
    "A control message was answered and then parsed as an event, and the function crashed.",
    "Control messages end the invocation at once and count nowhere.",
  ),
  "X0-2": defect(
    "Broken gzip was reported and then read on.",
    "A batch that cannot be unpacked is one `Unreadable` and a warning; nothing is thrown, since a retry would see the same bytes.",
  ),
  "X0-3": defect(
    "One line that was not JSON lost the counts of the whole batch.",
    "Each line is read by itself; what is no event counts as `Unreadable`, the others are published.",
  ),
  "X0-4": defect(
    "An event without a time poisoned the call it was in, and the retry counted its neighbours twice.",
    "The time of arrival stands in, missing fields become `-`, and a call that CloudWatch refuses is halved until the bad datum stands alone.",
    "all but the datum that CloudWatch refuses, and says which error it was",
  ),
  "X0-5": defect(
    "Random pauses of up to three seconds were most of the billed time.",
    "There is no pause: the datums of a batch leave in one call.",
  ),
  "X0-6": defect(
    "Twenty datums went into a call that takes a thousand.",
    "Calls hold up to 1,000 datums and 1 MB.",
    "more than 1,000 datums in as few calls as possible, each below 1 MB",
  ),
  "X0-7": defect("Counts were kept by second, although metrics are read by minute.", "Counts are kept by minute, call, Region and source."),
  "X0-8": defect(
    "The log spoke of events and printed numbers of datums.",
    "The report names events, counted, duplicates, ignored and unreadable, and they add up.",
  ),
  "X0-9": defect(
    "The code needed a removed runtime, a removed SDK and a callback that new runtimes refuse.",
    "Handlers are async functions of two parameters on the current runtime, with the SDK that it carries.",
    "takes at most two parameters: the runtime refuses three",
  ),
  "X0-10": defect(
    "The trail raced its bucket policy, and its bucket had no protection and a week of retention.",
    "The policy is made before the trail; bucket, encryption, validation and retention come from the one module that makes every bucket.",
    "records management events of every Region, validated, and never data events",
    "lets only this trail write to its bucket, below the account's folder",
  ),
  "X0-11": defect(
    "Every distinct call, Region and service became a billed metric, without end.",
    "A ledger in the state table hands out at most `maxMetricSeries` places a month; the rest counts under `Other`.",
    "of all billed series, whatever comes and however many containers there are",
  ),
  "X0-12": defect(
    "Errors and callers were ignored, and nobody learned when the function itself failed.",
    "Failed calls have series of their own, audit rows keep who and why, each function has a queue for what it gave up, and the pipeline has alarms.",
    "failed calls by source and error code as well (X0-12)",
    "watch the pipeline itself",
  ),
  "X0-13": defect(
    "Delivery is at least once on two legs, and each repetition was counted.",
    "A batch is claimed, published and marked; an event is counted once within it.",
    "a batch that is delivered again, also to another container",
    "an event once that the batch holds twice; events without an id each",
  ),
  "X0-14": defect(
    "The function could write to every log group of the account.",
    "Each function may write its own log group's streams and nothing else.",
  ),
  "X1-1": defect(
    "Only the first 25 plans, and the first 25 keys of each, were known.",
    "All pages are read, of the largest size that the service takes.",
    "reads 10,000 keys, 500 plans and 120 APIs with the largest pages, at 3 requests a second, within Lambda's time",
  ),
  "X1-2": defect(
    "Plans were read when a container started and never again, and a failure then failed every batch.",
    "A snapshot is kept by one refresher; transformers look for a newer one each minute and serve the old one where that fails.",
    "serves the one before while the new one is broken or S3 is down, and reports its age",
    "reads only what the event names, within a minute of it",
  ),
  "X1-3": defect("Lines were read as literals of a programming language.", "Lines are read by the format that wrote them, JSON as JSON."),
  "X1-4": defect(
    "One bad line failed the batch, three times over.",
    "Each record is answered for itself; each line of a record too.",
    "keeps a bad line before it answers Ok for the others, as an object like Firehose's own",
  ),
  "X1-5": defect("Without a key id the row had fewer columns.", "Columns are the schema's; what is missing is null."),
  "X1-6": defect(
    "Every record was printed, personal data included.",
    "Nothing of a record is ever written to a log: counts and reasons only.",
    "by template, by key, in bad lines' reasons, in metrics, on standard output",
  ),
  "X1-7": defect(
    "Folders were named by the week's year, so the last days of December moved by a year, and the hour was part of the file name.",
    "The day of the request is the partition, computed from the row and checked; no pattern of the week's year is allowed.",
    "writes Parquet by the day that the transformer found",
  ),
  "X1-8": defect(
    "Rows were stored as plain text, unencrypted, without a log of delivery errors.",
    "Parquet with SNAPPY by Firehose, encrypted stream and bucket, delivery errors in a log group.",
  ),
  "X1-9": defect(
    "The bucket was open to mistakes and its policy reached other buckets of similar name.",
    "One module makes every bucket, and a rule checks every policy's resources.",
  ),
  "X1-10": defect(
    "A crawler looked at the whole table every ten minutes to add one partition a day.",
    "Partitions are computed by projection; a crawler exists only where it is asked for.",
    "has a crawler only where asked, that changes no column",
  ),
  "X1-11": defect(
    "Each load of the dashboard scanned everything 25 times, since the filter was on a parsed text.",
    "Past days are rolled up by the hour, and the chosen range prunes partitions.",
    "roll up what the raw rows say, duplicates once, an hour and a status at a time",
  ),
  "X1-12": defect(
    "Ids were fixed, so that a second stack collided, and nobody was permitted.",
    "Ids carry project and stack; principals come from a setting.",
  ),
  "X1-13": defect(
    "The list of columns was copied into four places that drifted apart.",
    "Each column is declared once; formats, tables, SQL and documentation are made of it.",
    "docs/${file} is fresh (npm run docs)",
  ),
  "X1-14": defect(
    "The zone was cut off the time, duplicates stayed, and nothing raised an alarm.",
    "Times are UTC with milliseconds, duplicates meet in one partition and count once, the pipeline has monitors.",
    "keeps of several deliveries the one written last, and one where they tie",
    "watch the pipeline itself",
  ),
  "X1-15": defect(
    "The customer was the name of the key, which is not unique.",
    "The customer is the key's customer id, else the key's own id; names are labels.",
    "takes the plan that holds the stage among the key's plans: the key alone does not say (X1-15)",
  ),
  "X1-16": defect(
    "Several charts counted under wrong conditions, and all showed means.",
    "Every visual's number is recounted from the sample's rows; latencies are percentiles of requests.",
    "measure percentiles of requests, each latency over the requests that have it",
  ),
  "X1-17": defect("Bytes were returned where the contract wants text.", "Answers are base64 text."),
  "X1-20": defect(
    "The report API let everybody in.",
    "There is no report API. The one API of this project asks every caller who it is.",
    "asks every caller who it is",
  ),
  "X1-21": defect(
    "A column that REST never fills was reported on, and a minus broke the cast of sizes.",
    "The route is the resource's template, and what is no number becomes null with the text kept.",
    "numbers that are none: null, and the text is kept under the column's name",
  ),
  "X1-22": defect(
    "Failed and throttled calls were billed, duplicates too, and an unknown plan got a default price.",
    "Usage counts successful, failed and throttled requests apart, each request once; an unknown plan stays visible as unknown.",
    "sum up what each customer used, by id",
  ),
  "X1-23": defect(
    "Two keys of one name were one customer.",
    "Grouping is by id; equal names are shown with their id.",
    "tells two customers of one name apart, and calls one with two keys by one name",
  ),
  "X1-24": defect(
    "The report's state outgrew its limit, and one fixed wait had to suffice.",
    "There is no such pipeline: the nightly query runs by itself, once, and readers ask what it wrote.",
    "rolls up every night without a function, once however often the scheduler starts it",
  ),
  "X1-25": defect("Reports of December missed its last days.", "Days are days of the calendar."),
  "X2-1": defect("The role could read every log of the account.", "The role may read exactly the log groups that the settings list."),
  "X2-2": defect(
    "Nobody was asked who they are, and nothing was throttled.",
    "IAM or an authorizer on every method, and a throttle below the service's own rate.",
    "shares the throttle among the groups and keeps log events out of execution logs",
  ),
  "X2-3": defect(
    "Log group and stream were fixed texts, and parameters did not exist.",
    "Each group has an alias; parameters are checked before the service is asked.",
    "turn requests into the right body or into a refusal that names its parameter",
  ),
  "X2-4": defect(
    "One page, no bounds in time, and the service's own errors.",
    "Pages, bounds and problems in one form.",
    "let a client page to the end, once",
  ),
  "X3-1": defect(
    "The secret value of the API key was logged and shared with another account.",
    "It is never asked for, and read past where others log it.",
    "export each request once, on the day it was first written, without the key's value",
    "an import of every kind of line, the redrive of what failed, tables, history, summary, report and console",
  ),
  "X3-2": defect(
    "The documented format had typographic quotes and was no JSON.",
    "Our formats are plain JSON; lines that were written with that one are read all the same.",
    "counts requests of 13 and 15 fields by customer and plan, and adds up the tokens that an authorizer reports",
  ),
  "X3-3": defect(
    "The bucket policy named the bucket but not its objects, and let in the whole account.",
    "Partners get a bucket of their own, with both resources and the actions that reading needs.",
    "shares no column that may identify a person",
  ),
  "X3-4": defect("A record without a key id failed its batch.", "It is a row without a key."),
  "X3-5": defect(
    "Keys beyond the first page were unknown, and a start cost 61 calls.",
    "One refresher reads all pages at three requests a second; a start costs one read of S3.",
    "gets through when others use up the account's rate, and slows down",
  ),
  "X3-6": defect(
    "Rows without a subscription vanished downstream.",
    "They stay, are counted as `RowsWithoutCustomer`, and are attributed later.",
    "shows unknown customers as such, and attributes them afterwards as of the time of each request",
  ),
  "X3-7": defect(
    "Any account could make the delivery service use the role.",
    "A role's trust names the account or the one resource that may use it, wherever the service says on whose behalf it asks.",
  ),
  "X3-8": defect(
    "Processing stood where it had no effect, the stream's name could not be chosen by API Gateway, three seconds had to do, and policies held placeholders.",
    "Processing is part of the destination, names carry the prefix, functions have minutes, and engines apply the whole stack.",
    "hands batches of CloudWatch Logs over as small as they can be, still in their envelope",
  ),
  "X3-9": defect("The time stayed text, on a removed runtime.", "Times are timestamps; the runtime is the current one."),
  "X4-1": defect("Sums added coarse and fine series of the same requests.", "An expression reads one exact set of dimensions."),
  "X4-2": defect("Unique calls were numbers of metric series.", "Callers are counted by id, calls by row."),
  "X4-3": defect("Percentiles were taken of means.", "Percentiles are taken of requests."),
  "X4-4": defect("Means of means gave quiet APIs the weight of busy ones.", "Means across APIs are sums divided by counts."),
  "X4-5": defect("What was called an error rate of HTTP APIs was a number of errors.", "Shares are quotients of sums."),
  "X4-6": defect(
    "Only status 200 succeeded, so a 304 was a failure.",
    "2xx and 3xx succeed; an error is 4xx, 5xx or a message without a status.",
  ),
  "X4-7": defect("The largest responses were the smallest ones first.", "Every top list is held to the story's rows."),
  "X4-8": defect("Panels by method were grouped by everything else as well.", "A chart's series are what its title says."),
  "X4-9": defect(
    "WebSocket traffic was connections only, summed in two ways.",
    "Connections and messages are shown apart, each by one statistic.",
  ),
  "X4-10": defect(
    "Audit events had an API name only where an answer carried it.",
    "Id and name come from request, answer, ARN and directory.",
    "list an event once, name its API from the directory, and its actor by what is known",
  ),
  "X4-11": defect("Region and account, announced as insights, had no chart.", "Both have one."),
  "X4-12": defect(
    "Places and threats needed a vendor's services.",
    "Places come from a free table of address ranges, threats from the user's own list.",
    "match callers with the user's list of networks, each once",
  ),
  "X4-13": defect("The recommended formats logged the key's value.", "No format of ours can name it, and no row can hold it."),
  "X4-14": defect("Data events were announced; API Gateway has none.", "The trail records management events, and never data events."),
  "X4-15": defect("Metric names were written in any case.", "Names are those of each kind of API, letter by letter."),
  "X4-16": defect(
    "Pies had no end, and the low-traffic alarm always rang for quiet APIs.",
    "At most ten series, the rest as one; quiet APIs ring nothing.",
  ),
};

const families: readonly (readonly [string, RegExp])[] = [
  ["The call counter", /^X0-/],
  ["The access-log analytics and its billing", /^X1-/],
  ["Logs over HTTPS", /^X2-/],
  ["The compact schema and its partners", /^X3-/],
  ["The operations app", /^X4-/],
];

const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

/** The test that `coverage.csv` names, and those named here. */
const testsOf = (id: string): string[] => {
  const named = coverage.find((one) => one.id === id)?.test ?? "";
  return [...new Set([named, ...(defects[id]!.tests ?? [])])].filter((test) => test !== "");
};

/** `docs/defects-avoided.md`: what was wrong with the systems before, and what is done here. */
export function defectsPage(): string {
  const tables = families.flatMap(([title, ids]) => [
    "",
    `## ${title}`,
    "",
    row(["Id", "There", "Here", "Held by the test"]),
    row(["---", "---", "---", "---"]),
    ...Object.entries(defects)
      .filter(([id]) => ids.test(id))
      .map(([id, { there, here }]) => row([id, there, here, testsOf(id).join("<br>")])),
  ]);
  return `${[
    "# Defects of the systems before, and how they are avoided",
    "",
    "Made from `docs/defects-page.ts` and `docs/coverage.csv` by `npm run docs`; edit it there. The ids are those of [coverage.md](coverage.md).",
    ...tables,
  ].join("\n")}\n`;
}

import { knownFormats } from "./known-formats";

const row = (...cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

const known = knownFormats.map(({ id, title, kinds, template }) => {
  const variables = template.split("$context.").length - 1;
  return row(`\`${id}\``, title, kinds.join(", "), `${variables}`);
});

/** The page `docs/formats.md`: which access logs are understood, and what happens to a line that could mean two things. */
export function formatsPage(): string {
  return `# Access-log formats that are understood

Made from \`analytics/schema/\` by \`npm run docs\`; edit it there.

API Gateway writes a line by filling the stage's format, a text with \`$context\` variables. So the format itself is the parser: any format can be
read, known or not, when it is given (\`--format '…'\`, \`--format <name>\`, or the stage's own setting from the directory). Where nobody gives it, every
format that is known by name is tried, and a line is read if exactly one fits, or if all that fit say the same. A value that is read is the one that
was written; a line that could mean two things is refused with the reason and kept, never guessed.

## By kind

| Input | Example | Understood |
| --- | --- | --- |
| JSON object, any keys, any nesting | \`{"id":"$context.requestId","who":{"ip":"$context.identity.sourceIp"}}\` | yes; also when it was written anew with other spaces or key order |
| JSON with bare values | \`{"status":$context.status}\` | yes; a bare \`-\` too, although it is not JSON |
| JSON array | \`["$context.requestId",$context.status]\` | yes |
| Several variables in one value | \`{"request":"$context.httpMethod $context.path"}\` | yes |
| Literal values | \`{"service":"orders"}\` | kept under their key |
| Broken JSON: a comma missing or too many, never closed, keys without quotes, typographic quotes | \`{“id”: “$context.requestId”}\` | yes, by its literal text |
| \`$context.error.messageString\`, which brings its own quotes, in quotes or bare | \`"error":"$context.error.messageString"\` | yes |
| Common Log Format and variants | \`$context.identity.sourceIp - - [$context.requestTime] "…"\` | yes |
| CSV, semicolons, tabs, pipes | \`$context.requestId,$context.status\` | yes; a value with the separator in it only where one reading is possible |
| key=value, logfmt, \`key: value\` | \`id=$context.requestId status=$context.status\` | yes |
| XML, elements or attributes | \`<ip>$context.identity.sourceIp</ip>\` | yes |
| Any other text | \`[ '$context.requestId' ] took $context.responseLatencyms\` | yes |
| Line break at the end, real or as \`\\n\` | \`…$context.requestId\\n\` | ignored |
| Two variables with nothing between them | \`$context.httpMethod$context.path\` | only where their values tell them apart, else the format is refused |
| JSON lines of a format that nobody gave | keys such as \`ip\`, \`sourceIp\`, \`identity.sourceIp\` | by key: \`$context\` names and the other keys of [schema.md](schema.md), in any case and punctuation |
| Lines longer than 1,048,576 characters | – | refused: API Gateway cannot deliver them |

\`-\` and an empty value mean that there is none. The API key's value and the client's certificate are read past and never kept.

## What is refused, and why

| Line | Reason given |
| --- | --- |
| its literal text is not the format's | the line does not fit the format |
| whole JSON with more, fewer or other keys than the format's | the line does not fit the format: it has other keys |
| a value that its variable cannot have, such as a status with letters | the line does not fit the format |
| a client wrote the separator into its user agent, and the line can be cut in two ways | ambiguous: more than one reading of the line fits the format |
| a JSON escape that stands for a control character (\`C:\\temp\` may be a folder or a tab); any escape in a format that is not JSON | ambiguous: a backslash may be an escape or part of the value |
| JSON of a format that nobody gave, with a key that stands twice, which a client may have added | ambiguous: the JSON object has a key twice |

Whether API Gateway escapes quotes and backslashes is not documented. It did not in 2022 and does on REST APIs since 2024, as JSON does. Lines of both
times are read: text that is valid JSON is taken as escaped, anything else as it stands. The one case that cannot be told apart is a JSON line from before
in which every backslash happens to begin a valid escape.

## Files of the local run

| File | Understood |
| --- | --- |
| \`--access-logs\`: one line a request, plain or gzip, any name | yes; a damaged gzip file up to the damage |
| exports of a log group to S3, with the time in front of each line | yes; a line that tells no time of its own has this one |
| deliveries of a log group, one a line or one behind the other as Firehose writes them | yes; each log group's own format where \`--directory\` knows it |
| \`aws logs filter-log-events\` and \`get-log-events\`, whole or only their \`events\` or messages | yes; each \`message\` is a line. The CLI fetches every page of the first, and one page of the second. An answer that was told to stop (\`--max-items\`) is named |
| \`aws logs tail\`, in each of its formats | yes |
| \`aws logs get-query-results\` of a query that selects \`@message\` | yes; a row without it counts as failed. A query that is not complete is named |
| an array of objects or texts, as \`jq -s\` makes it, and indented objects, as \`jq .\` does | yes; each is a line, its numbers, escapes and keys as they stand there |
| a JSON array in one line, in a format that is one | a line, as without any of these; a list only where the line fits no format and an element does |
| \`--output text\`, with all its columns | no; \`--query 'events[].[message]' --output text\` gives lines |
| \`--cloudtrail\`: \`{"Records": […]}\`, an array, one event a line, an exported log group; plain or gzip | yes; damaged files up to the damage |
| \`aws cloudtrail lookup-events\`; any of the above of a log group that holds a trail | yes; each \`CloudTrailEvent\` or message is an event |
| UTF-8 with or without a byte-order mark, UTF-16 with one, as Windows PowerShell 5 writes with \`>\` | yes; UTF-16 without a mark is refused and named |
| JSON documents of any size, several in a file, damaged or cut off | up to the damage, which is named; a text longer than 32 MiB counts as failed |

## Known by name

| Name | What it is | Kinds of API | Variables |
| --- | --- | --- | --- |
${known.join("\n")}
`;
}

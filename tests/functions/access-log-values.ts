import * as fc from "fast-check";

/** What a variable holds in an ordinary request, and what it may hold at all. */
const digits = fc.integer({ min: 0, max: 2_000_000 }).map(String);
const word = fc.stringMatching(/^[a-z0-9]{4,12}$/);
const uuid = fc.uuid();
const clf = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
  .map((date) => `${date.toUTCString().slice(5, 16).replaceAll(" ", "/")}:${date.toISOString().slice(11, 19)} +0000`);
const arn = fc.stringMatching(/^arn:aws:iam::\d{12}:(user|assumed-role)\/[A-Za-z0-9+=,.@_-]{1,12}$/);
const ip = fc.oneof(fc.ipV4(), fc.ipV6());

/** Text that a client, a backend or an authorizer chose, with pieces of every format in it. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        "'",
        ",",
        " ",
        "|",
        ";",
        "\t",
        "-",
        "=",
        "&",
        "}",
        "]",
        "{",
        "[",
        ">",
        "<",
        ":",
        "/",
        ".",
        "!",
        "\\",
        '","',
        '" "',
      ),
      fc.constantFrom(
        '","status":"200',
        '" 200 12 ',
        "</agent>",
        "status=200",
        " - ",
        '"}',
        "“",
        "”",
        "é",
        "😀",
        "ms ",
        "\\n",
        "\\\\",
        '\\"',
        "C:\\temp",
      ),
      fc.constantFrom(
        '","agent":"',
        '"},"status":"',
        ' "GET / HTTP/1.1" 200 ',
        ",200,",
        "|200|",
        '" status="',
        "$context.status",
        "\\u0022",
        "null",
      ),
      fc.stringMatching(/^[A-Za-z0-9]{1,6}$/),
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(""));
const plainText = fc.stringMatching(/^[A-Z][a-z]{2,8}( [a-z]{2,8}){0,3}$/);

const numeric =
  /(?:^|\.)(?:status|latency|integrationStatus|integrationLatency|responseLatency|responseLength|requestTimeEpoch|accountId|connectedAt|dataProcessed)$/;
const free =
  /^(?:authorizer\.|error\.(?:message|messageString|validationErrorString)$|integration\.(?:error|requestId)$|integrationErrorMessage$|waf\.error$|authenticate\.error$|authorize\.error$|identity\.(?:userAgent|cognitoAuthenticationProvider|clientCert|apiKey$)|routeKey$|awsEndpoint|customDomain|xrayTraceId$)/;

/** A generator for one variable: values that API Gateway can write there; `hostile` lets others choose what they can choose. */
export function textsOf(name: string, hostile: boolean): fc.Arbitrary<string | undefined> {
  const set = ((): fc.Arbitrary<string> => {
    if (name === "requestTime") return clf;
    if (name === "requestId") return uuid;
    if (name === "extendedRequestId") return fc.stringMatching(/^[A-Za-z0-9_-]{14}=$/);
    if (name === "identity.sourceIp") return ip;
    if (name === "httpMethod") return fc.constantFrom("GET", "POST", "DELETE", "OPTIONS");
    if (name === "eventType") return fc.constantFrom("CONNECT", "MESSAGE", "DISCONNECT");
    if (name === "protocol") return fc.constantFrom("HTTP/1.1", "HTTP/2.0");
    if (name === "resourcePath") return fc.constantFrom("/", "/orders/{id}", "/{proxy+}");
    if (name === "path") return hostile ? hostileText.map((text) => `/prod/${text}`) : word.map((text) => `/prod/${text}`);
    if (name === "routeKey") return fc.constantFrom("$default", "GET /orders/{id}", "ANY /{proxy+}", "$connect");
    if (name === "identity.userArn" || name === "webaclArn") return arn;
    if (numeric.test(name) && !name.startsWith("authorizer.")) return digits;
    if (free.test(name)) return hostile ? hostileText : plainText;
    return word;
  })();
  return !hostile && (name === "httpMethod" || name === "path") ? set : fc.option(set, { nil: undefined, freq: 5 });
}

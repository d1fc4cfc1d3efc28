/** The JSON event of the CloudWatch Logs user guide ("Filter pattern syntax"). */
const EVENT = {
  eventType: "UpdateTrail",
  sourceIPAddress: "111.111.111.111",
  arrayKey: ["value", "another value"],
  objectList: [
    { name: "a", id: 1 },
    { name: "b", id: 2 },
  ],
  SomeObject: null,
  cluster: { name: "c" },
};

const USER_EVENT = {
  user: { id: 1, email: "John.Stiles@example.com" },
  users: [
    { id: 2, email: "John.Doe@example.com" },
    { id: 3, email: "Jane.Doe@example.com" },
  ],
  actions: ["GET", "PUT", "DELETE"],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
    [7, 8, 9],
  ],
};

/** Patterns of the user guide, the event each stands beside there, and whether it matches. */
export const FILTER_EXAMPLES: { pattern: string; event: unknown; matches: boolean }[] = [
  { pattern: "", event: EVENT, matches: true },
  { pattern: '{ $.eventType = "UpdateTrail" }', event: EVENT, matches: true },
  { pattern: "{ $.sourceIPAddress != 123.123.* }", event: EVENT, matches: true },
  { pattern: '{ $.arrayKey[0] = "value" }', event: EVENT, matches: true },
  { pattern: "{ $.objectList[1].id = 2 }", event: EVENT, matches: true },
  { pattern: "{ $.eventType = %Trail% }", event: EVENT, matches: true },
  { pattern: "{ $.SomeObject IS NULL }", event: EVENT, matches: true },
  { pattern: "{ $.SomeOtherObject NOT EXISTS }", event: EVENT, matches: true },
  { pattern: '{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', event: USER_EVENT, matches: true },
  { pattern: '{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', event: USER_EVENT, matches: false },
  {
    pattern: '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }',
    event: USER_EVENT,
    matches: true,
  },
  {
    pattern: '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }',
    event: USER_EVENT,
    matches: false,
  },
  { pattern: "ERROR", event: "[ERROR 400] BAD REQUEST", matches: true },
  { pattern: "ERROR ARGUMENTS", event: "[ERROR 419] MISSING ARGUMENTS", matches: true },
  { pattern: "?ERROR ?ARGUMENTS", event: "[ERROR 400] BAD REQUEST", matches: true },
  { pattern: "ERROR -ARGUMENTS", event: "[ERROR 419] MISSING ARGUMENTS", matches: false },
];

/** Patterns that CloudWatch Logs refuses. */
export const REFUSED_FILTERS = [
  "{ $.a = }",
  '{ eventSource = "x" }',
  '{ $.a = "x"',
  '{ ($.a = "x" }',
  '{ $.a == "x" }',
  "{ $.a > much }",
  `{ $.a = "${"x".repeat(1024)}" }`,
];

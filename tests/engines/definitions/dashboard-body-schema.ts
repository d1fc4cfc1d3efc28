/** The documented structure of a CloudWatch dashboard body ("Dashboard Body Structure and Syntax"), as a JSON schema. Unknown keys are refused. */
const text = { type: "string" };
const color = { type: "string", pattern: "^#[0-9a-fA-F]{6}$" };
const region = { type: "string", pattern: "^[a-z]{2}(-[a-z]+)+-\\d$" };
const stat = {
  type: "string",
  pattern:
    "^(SampleCount|Average|Sum|Minimum|Maximum|IQM|p\\d{1,2}(\\.\\d{1,10})?|p100|(tm|wm|tc|ts)\\d{1,2}(\\.\\d+)?|(TM|WM|PR|TC|TS)\\([^)]*:[^)]*\\))$",
};
const period = { type: "integer", anyOf: [{ enum: [1, 5, 10, 20, 30] }, { multipleOf: 60, minimum: 60, maximum: 2592000 }] };
const closed = (properties: object, required: string[] = []) => ({ type: "object", additionalProperties: false, properties, required });
const listOf = (items: object, more: object = {}) => ({ type: "array", items, ...more });

const axis = closed({ label: text, min: { type: "number" }, max: { type: "number" }, showUnits: { type: "boolean" } });

const metricOptions = closed({
  accountId: { type: "string", pattern: "^\\d{12}$" },
  color,
  expression: text,
  id: { type: "string", pattern: "^[a-z][a-zA-Z0-9_]{0,254}$" },
  label: text,
  period,
  region,
  stat,
  visible: { type: "boolean" },
  yAxis: { enum: ["left", "right"] },
});

const horizontal = closed(
  {
    color,
    fill: { enum: ["none", "above", "below"] },
    label: text,
    value: { type: "number" },
    visible: { type: "boolean" },
    yAxis: { enum: ["left", "right"] },
  },
  ["value"],
);
const time = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$" };
const vertical = closed({ color, fill: { enum: ["none", "before", "after"] }, label: text, value: time, visible: { type: "boolean" } }, [
  "value",
]);
const start = { type: "string", pattern: "^(-P(T?\\d+[A-Z])+|\\d{4}-\\d\\d-\\d\\dT.*Z)$" };

const metricProperties = closed(
  {
    accountId: text,
    annotations: closed({
      alarms: listOf({ type: "string", pattern: "^arn:" }, { maxItems: 1 }),
      horizontal: listOf({ anyOf: [horizontal, listOf(horizontal, { minItems: 2, maxItems: 2 })] }),
      vertical: listOf({ anyOf: [vertical, listOf(vertical, { minItems: 2, maxItems: 2 })] }),
    }),
    end: text,
    labels: closed({ visible: { type: "boolean" } }),
    legend: closed({ position: { enum: ["right", "bottom", "hidden"] } }),
    liveData: { type: "boolean" },
    metrics: listOf({ type: "array", minItems: 1, items: { anyOf: [text, metricOptions] } }, { minItems: 1, maxItems: 500 }),
    period,
    region,
    setPeriodToTimeRange: { type: "boolean" },
    singleValueFullPrecision: { type: "boolean" },
    sparkline: { type: "boolean" },
    stacked: { type: "boolean" },
    start,
    stat,
    table: { type: "object" },
    timezone: { type: "string", pattern: "^[+-]\\d{4}$" },
    title: text,
    trend: { type: "boolean" },
    view: { enum: ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"] },
    yAxis: closed({ left: axis, right: axis }),
  },
  ["region"],
);

const logProperties = closed(
  {
    accountId: text,
    query: { type: "string", pattern: "^SOURCE " },
    queryLanguage: { enum: ["CWLI", "SQL", "PPL"] },
    region,
    stacked: { type: "boolean" },
    timezone: text,
    title: text,
    view: { enum: ["table", "timeSeries", "bar", "pie"] },
  },
  ["query", "region"],
);

const alarmProperties = closed(
  {
    alarms: listOf({ type: "string", pattern: "^arn:[a-z-]+:cloudwatch:" }, { minItems: 1, maxItems: 100 }),
    sortBy: { enum: ["default", "stateUpdatedTimestamp", "timestamp"] },
    states: listOf({ enum: ["ALARM", "INSUFFICIENT_DATA", "OK"] }),
    title: text,
  },
  ["alarms"],
);

const textProperties = closed({ background: { enum: ["solid", "transparent"] }, markdown: { type: "string", minLength: 1 } }, ["markdown"]);
const customProperties = closed(
  {
    endpoint: text,
    params: { type: "object" },
    title: text,
    updateOn: closed({ refresh: { type: "boolean" }, resize: { type: "boolean" }, timeRange: { type: "boolean" } }),
  },
  ["endpoint"],
);

const widget = (type: string, properties: object) =>
  closed(
    {
      type: { const: type },
      x: { type: "integer", minimum: 0, maximum: 23 },
      y: { type: "integer", minimum: 0 },
      width: { type: "integer", minimum: 1, maximum: 24 },
      height: { type: "integer", minimum: 1, maximum: 1000 },
      properties,
    },
    ["type", "properties"],
  );

const variable = closed(
  {
    type: { enum: ["property", "pattern"] },
    property: text,
    pattern: text,
    inputType: { enum: ["input", "select", "radio"] },
    id: text,
    label: text,
    defaultValue: text,
    visible: { type: "boolean" },
    search: text,
    populateFrom: text,
    values: listOf(closed({ label: text, value: text }, ["value"])),
  },
  ["type", "inputType", "id"],
);

const widgetTypes: Record<string, object> = {
  metric: metricProperties,
  log: logProperties,
  alarm: alarmProperties,
  text: textProperties,
  custom: customProperties,
};

export const dashboardBodySchema = closed(
  {
    start,
    end: time,
    periodOverride: { enum: ["auto", "inherit"] },
    variables: listOf(variable, { maxItems: 25 }),
    widgets: listOf(
      {
        type: "object",
        required: ["type"],
        discriminator: { propertyName: "type" }, // so that the message is about the widget that was meant
        oneOf: Object.entries(widgetTypes).map(([type, properties]) => widget(type, properties)),
      },
      { maxItems: 500 },
    ),
  },
  ["widgets"],
);

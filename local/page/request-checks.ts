import type { FilterField, Filters } from "../../analytics/visuals/visual";
import { type PreviewRequest, previewRanges } from "../cloudwatch/preview-contract";
import { isObject } from "../json-value";
import type { Scope } from "./contract";
import type { Shape } from "./questions";

/** What a browser may ask about one visual. */
export interface VisualRequest extends Scope {
  readonly id: string;

  readonly shape: Shape;
}

/** A request that the page itself would not make; answered with status 400. */
export class InvalidRequest extends Error {}

const fields: readonly FilterField[] = [
  "api",
  "stage",
  "customer",
  "plan",
  "statusClass",
  "route",
  "method",
  "domain",
  "key",
  "sourceIp",
  "principal",
  "status",
  "requestId",
];

/** Whether a name is a filter field. */
export const isFilterField = (name: string): name is FilterField => (fields as readonly string[]).includes(name);

const limits = { idLength: 80, values: 200, valueLength: 2048, years: 50 };

function refuse(what: string, rule: string, got: unknown): never {
  const text = typeof got === "string" ? got : (JSON.stringify(got) ?? "nothing");
  throw new InvalidRequest(`Invalid request '${what}': must be ${rule}, got '${text.slice(0, 80)}'.`);
}

/** Whether a text is a moment that the server takes. */
export const isMoment = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text) && !Number.isNaN(Date.parse(text));

/** Whether a range is no longer than the server takes. */
export const isShortEnough = (from: string, to: string): boolean => Date.parse(to) - Date.parse(from) <= limits.years * 366 * 86_400_000;

const isValue = (value: unknown): boolean =>
  value === null || (typeof value === "string" && value.length <= limits.valueLength && !value.includes("\u0000"));

/** Whether the server takes these values of a filter. */
export const areValues = (values: readonly unknown[]): boolean => values.length <= limits.values && values.every(isValue);

function timeOf(what: string, value: unknown): string {
  return typeof value === "string" && isMoment(value) ? value : refuse(what, "a time in UTC such as 2026-01-31T00:00:00Z", value);
}

function filtersOf(value: unknown): Filters {
  if (!isObject(value)) return refuse("filters", "an object", value);
  const filters: Record<string, (string | null)[]> = {};
  for (const [field, values] of Object.entries(value)) {
    if (!isFilterField(field)) refuse("filters", `an object with the fields ${fields.join(", ")}`, field);
    if (!Array.isArray(values) || !areValues(values))
      return refuse(`filters.${field}`, `a list of at most ${limits.values} texts of at most ${limits.valueLength} characters`, values);
    if (values.length > 0) filters[field] = values;
  }
  return filters as Filters;
}

/**
 * Checks what came over the network, field by field; nothing but these fields is ever used.
 * @throws InvalidRequest
 */
export function checkVisualRequest(body: unknown): VisualRequest {
  if (!isObject(body)) return refuse("body", "an object", body);
  const { id, range, filters = {}, shape = "whole" } = body;
  if (typeof id !== "string" || id.length > limits.idLength || !/^[a-z0-9][a-z0-9.-]*$/i.test(id))
    return refuse("id", "the id of a visual", id);
  if (!isObject(range)) return refuse("range", "an object with from and to", range);
  const from = timeOf("range.from", range["from"]);
  const to = timeOf("range.to", range["to"]);
  if (Date.parse(to) <= Date.parse(from)) refuse("range", "a range that ends after it begins", `${from} – ${to}`);
  if (!isShortEnough(from, to)) refuse("range", `at most ${limits.years} years long`, `${from} – ${to}`);
  if (shape !== "whole" && shape !== "trend") return refuse("shape", "whole or trend", shape);
  return { id, range: { from, to }, filters: filtersOf(filters), shape };
}

const previewHours: readonly number[] = previewRanges.map(({ hours }) => hours);

/**
 * The same for a question about a preview of a CloudWatch dashboard.
 * @throws InvalidRequest
 */
export function checkPreviewRequest(body: unknown): PreviewRequest {
  if (!isObject(body)) return refuse("body", "an object", body);
  const { dashboard, choices = {}, hours } = body;
  if (typeof dashboard !== "string" || !/^[a-z-]{0,40}$/.test(dashboard)) return refuse("dashboard", "the name of a dashboard", dashboard);
  if (!isObject(choices) || Object.keys(choices).length > 25) return refuse("choices", "an object of at most 25 variables", choices);
  for (const [id, value] of Object.entries(choices)) {
    if (!/^[a-zA-Z]\w{0,39}$/.test(id) || typeof value !== "string" || value.length > limits.valueLength || value.includes("\u0000"))
      refuse(`choices.${id}`, `a text of at most ${limits.valueLength} characters`, value);
  }
  if (hours !== undefined && !previewHours.includes(hours as number)) refuse("hours", `one of ${previewHours.join(", ")}`, hours);
  return { dashboard, choices: choices as Record<string, string>, ...(hours !== undefined && { hours: hours as number }) };
}

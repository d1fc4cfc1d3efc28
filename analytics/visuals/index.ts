import { apiCalls } from "./api-calls";
import { audit } from "./audit";
import { authenticationDashboard } from "./authentication";
import { clients } from "./clients";
import { customers } from "./customers";
import { errorsDashboard } from "./errors";
import { latencyDashboard } from "./latency";
import { overview } from "./overview";
import { pipeline } from "./pipeline";
import { quotaDashboard } from "./quota";
import { raw } from "./raw";
import { traffic } from "./traffic";
import type { Dashboard } from "./visual";

export { meaningColours, meaningOf, type Theme } from "./colours";
export { numericCountryCode } from "./country-codes";
export { nameDrawn } from "./drawn-name";
export { alignRange, grainFor, grainMs } from "./grain";
export { comparedNames, filtersOf, mostSeries, none, type QueryOptions, rest, visualQuery } from "./query";
export { type ColourWish, type Row, type Series, seriesColumn, seriesOf } from "./series";
export { type Source, sources } from "./sources";
export { axisTitle, formatValue } from "./units";
export { type DrawOptions, vegaLite } from "./vega-lite";
export * from "./visual";

/** Every dashboard with every visual, in the order of the navigation. */
export const dashboards: readonly Dashboard[] = [
  overview,
  customers,
  traffic,
  errorsDashboard,
  latencyDashboard,
  authenticationDashboard,
  clients,
  quotaDashboard,
  audit,
  apiCalls,
  raw,
  pipeline,
];

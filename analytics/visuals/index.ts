import { overview } from "./overview";
import type { Dashboard } from "./visual";

export { alignRange, grainFor, grainMs } from "./grain";
export { comparedNames, filtersOf, mostSeries, type QueryOptions, visualQuery } from "./query";
export { sources } from "./sources";
export * from "./visual";

/** Every dashboard with every visual, in the order of the navigation. */
export const dashboards: readonly Dashboard[] = [overview];

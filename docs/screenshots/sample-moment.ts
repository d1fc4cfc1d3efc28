/** The moment at which the pictures and the walk through the sample are taken: `npm run local -- --as-of 2026-11-21T12:00:00Z` shows the same. */
export const sampleMoment = new Date("2026-11-21T12:00:00Z");

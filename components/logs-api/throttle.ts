/** How much of the region's CloudWatch Logs quota the API may take. The quota is the account's: dashboards and scripts live off it too. */

/** A token bucket for each CloudWatch Logs operation, over all groups together. */
export interface LogsApiThrottle {
  /** Requests a second. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/** In one second a full bucket lets `burst + rate` through: 9, below the 10 of the smallest region. */
export const defaultThrottle: LogsApiThrottle = { rate: 5, burst: 4 };

/** GetLogEvents and FilterLogEvents each, in requests a second (April 2026); neither can be raised. */
export const serviceLimit = (region: string | undefined): number => (region === "us-east-1" ? 25 : 10);

/**
 * The stage setting. API Gateway applies the limit of a stage to every method by itself, and every group has a method of each operation:
 * so each gets its share, and all together stay within the throttle. A bucket holds one request at least.
 */
export function shareOf(throttle: LogsApiThrottle, groups: number): { readonly rateLimit: number; readonly burstLimit: number } {
  return { rateLimit: throttle.rate / groups, burstLimit: Math.max(1, Math.floor(throttle.burst / groups)) };
}

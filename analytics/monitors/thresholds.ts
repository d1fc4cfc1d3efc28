/** When the monitors ring. Rates are shares from 0 to 1. */
export interface MonitorThresholds {
  readonly serverErrorRate: number;
  readonly clientErrorRate: number;
  /** p90, milliseconds. */
  readonly integrationLatencyMs: number;
  /** p90, milliseconds. */
  readonly latencyMs: number;
  readonly authorizerErrorRate: number;
  readonly integrationErrorRate: number;
  readonly wafBlockRate: number;
  /** p90, milliseconds. */
  readonly wafLatencyMs: number;
  /** Shares are only looked at in windows with at least this many requests: one failure of two is no incident. */
  readonly minimumRequests: number;
  /** Length of the window in minutes. */
  readonly minutes: number;
}

/** Windows and limits of the operations app that these monitors replace. */
export const defaultThresholds: MonitorThresholds = {
  serverErrorRate: 0.05,
  clientErrorRate: 0.05,
  integrationLatencyMs: 2000,
  latencyMs: 2500,
  authorizerErrorRate: 0.05,
  integrationErrorRate: 0.05,
  wafBlockRate: 0.05,
  wafLatencyMs: 1000,
  minimumRequests: 20,
  minutes: 5,
};

/** Answers requests to API Gateway's control plane one after another, at a pace. */
export interface ControlPlane {
  /** Sends one request; null where what it asks for does not exist. */
  ask<T>(send: () => Promise<T>): Promise<T | null>;
  requests(): number;
}

/**
 * Paces requests to API Gateway's control plane.
 *
 * All operations of an account and Region share 10 requests a second (and a burst of 40), which nobody can raise. Deployments need
 * them too, so requests go out one by one, at most `requestsPerSecond` of them. Each throttle doubles the gap, which shrinks again with
 * success, and the request is sent again after a pause that doubles; so is one that failed on the service's side. The SDK must not
 * retry by itself, or the pace would not hold.
 *
 * `remainingMs` tells how long the function may still run. When less than `reserveMs` would be left after the next wait, `ask` throws `OutOfTime`.
 */
export function makeControlPlane(requestsPerSecond: number, remainingMs: () => number, reserveMs: number): ControlPlane {
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const usualGap = Math.ceil(1000 / requestsPerSecond);
  let gap = usualGap;
  let next = 0;
  let count = 0;

  const turn = async () => {
    const wait = Math.max(0, next - Date.now());
    if (remainingMs() - wait < reserveMs) throw Object.assign(new Error("The function's time is up."), { name: "OutOfTime" });
    if (wait > 0) await pause(wait);
    next = Math.max(next, Date.now()) + gap;
    count++;
  };

  return {
    requests: () => count,
    ask: async (send) => {
      for (let attempt = 1; ; attempt++) {
        await turn();
        try {
          const answer = await send();
          gap = Math.max(usualGap, gap * 0.9);
          return answer;
        } catch (error) {
          const {
            name = "",
            $metadata,
            retryAfterSeconds,
          } = error as { name?: string; $metadata?: { httpStatusCode?: number }; retryAfterSeconds?: string };
          const status = $metadata?.httpStatusCode;
          if (name === "NotFoundException" || status === 404) return null;
          const throttled = status === 429 || /TooManyRequests|Throttl|LimitExceeded/.test(name);
          const faulty =
            status === undefined
              ? /Timeout|Network|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN/.test(`${name} ${(error as { code?: string }).code}`)
              : status >= 500;
          if (attempt === 10 || !(throttled || faulty)) throw error;
          if (throttled) gap = Math.min(gap * 2, 4000);
          const asked = Number(retryAfterSeconds) * 1000;
          const wait = Math.max(asked > 0 ? Math.min(asked, 60000) : 0, Math.min(500 * 2 ** attempt, 20000) * (0.5 + Math.random() / 2));
          next = Math.max(next, Date.now() + wait);
        }
      }
    },
  };
}

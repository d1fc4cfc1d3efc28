import { customers, orders, type SampleRoute } from "./business";
import type { Random } from "./random";
import { type DraftRequest, draftRequest, integrate, refuse } from "./traffic";

/** Something that happened during the sample week and can be found in the dashboards. */
export interface Incident {
  readonly id: string;
  readonly title: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Changes ordinary requests while it lasts. */
  readonly change?: (draft: DraftRequest, random: Random) => void;
  /** Adds requests of its own, minute by minute. */
  readonly add?: (minute: number, random: Random, today: number) => DraftRequest[];
}

const minute = 60_000;
const hour = 60 * minute;
const dayMs = 24 * hour;

const customer = (name: string) => customers.find((c) => c.name === name)!;
const sessions: SampleRoute = { method: "POST", resource: "/sessions", path: "/sessions", weight: 0, medianMs: 90, bytes: 300 };
const probes = ["/.env", "/wp-login.php", "/.git/config", "/admin", "/actuator/health", "/api/v1/pods", "/phpinfo.php", "/server-status"];

function strip(draft: DraftRequest): void {
  for (const key of Object.keys(draft.values)) if (/^identity\.|^authorizer\./.test(key)) delete draft.values[key];
  delete draft.customer;
}

/** The incidents of the week that ends today; every one lies on a day that is over. */
export function incidentsOfWeek(today: number): readonly Incident[] {
  const at = (daysAgo: number, hours: number, minutes = 0) => today - daysAgo * dayMs + hours * hour + minutes * minute;
  const blueHeron = customer("Blue Heron Retail");
  const marlow = customer("Marlow Books");
  return [
    {
      id: "scanner",
      title: "A scanner probes the orders API for known weaknesses",
      from: at(6, 22, 10),
      to: at(6, 22, 25),
      add: (now, random, day) =>
        Array.from({ length: random.whole(38, 46) }, () => {
          const path = random.pick(probes);
          const draft = draftRequest(orders, now + random.whole(0, 59_999), random, day, {
            ...sessions,
            method: "GET",
            resource: "",
            path,
          });
          strip(draft);
          delete draft.values.resourcePath;
          draft.values["identity.sourceIp"] = "45.155.205.86";
          draft.values["identity.userAgent"] = "Mozilla/5.0 zgrab/0.x";
          refuse(draft, random, 403, "MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
          if (random.chance(0.25)) {
            refuse(draft, random, 403, "WAF_FILTERED", "Forbidden");
            draft.values.wafResponseCode = "WAF_BLOCK";
            draft.values["waf.status"] = 403;
          }
          return draft;
        }),
    },
    {
      id: "slow-integration",
      title: "The pricing service behind GET /quotes slows down and times out",
      from: at(5, 9),
      to: at(5, 11, 30),
      change: (draft, random) => {
        if (draft.api.id !== orders.id || draft.route.resource !== "/quotes" || draft.values["error.responseType"]) return;
        if (random.chance(0.12))
          integrate(draft, random, 29_000, { status: 504, type: "INTEGRATION_TIMEOUT", error: "Execution failed due to a timeout error" });
        else integrate(draft, random, random.latency(2_900));
      },
    },
    {
      id: "new-customer",
      title: "Kestrel Outdoor gets a key and ramps up",
      from: at(4, 9),
      to: at(1, 9),
    },
    {
      id: "bad-deployment",
      title: "A deployment of orders breaks POST /orders until it is rolled back",
      from: at(3, 14, 5),
      to: at(3, 14, 47),
      change: (draft, random) => {
        if (draft.api.id !== orders.id || draft.api.stage !== "prod") return;
        draft.values.deploymentId = "dep8bad";
        if (draft.route.method !== "POST" || draft.values["error.responseType"] || !random.chance(0.86)) return;
        integrate(draft, random, random.whole(6, 40), {
          status: 502,
          type: "INTEGRATION_FAILURE",
          error:
            "Lambda execution failed with status 200 due to customer function error: Cannot read properties of undefined (reading 'lines')",
        });
      },
    },
    {
      id: "over-quota",
      title: "Blue Heron Retail runs into its daily quota",
      from: at(2, 8),
      to: at(2, 24),
      add: (now, random, day) =>
        Array.from({ length: random.arrivals(1.9) }, () => {
          const draft = draftRequest(orders, now + random.whole(0, 59_999), random, day, orders.routes[1]);
          strip(draft);
          draft.customer = blueHeron;
          draft.values["identity.apiKeyId"] = blueHeron.keyId;
          draft.values["identity.sourceIp"] = blueHeron.ip;
          draft.values["identity.userAgent"] = blueHeron.userAgent;
          return draft;
        }),
    },
    {
      id: "credential-stuffing",
      title: "Stolen passwords are tried on POST /sessions from many addresses",
      from: at(1, 2, 10),
      to: at(1, 2, 50),
      add: (now, random, day) =>
        Array.from({ length: random.whole(55, 75) }, () => {
          const draft = draftRequest(orders, now + random.whole(0, 59_999), random, day, sessions);
          strip(draft);
          draft.values["identity.sourceIp"] = `${random.pick(["185.220.101", "185.220.102", "171.25.193"])}.${random.whole(1, 40)}`;
          draft.values["identity.userAgent"] = "python-requests/2.28.1";
          draft.values["authorizer.latency"] = random.latency(30);
          draft.values["authorizer.integrationLatency"] = random.latency(26);
          draft.values["authorizer.status"] = 401;
          if (random.chance(0.97)) {
            draft.values["authorizer.error"] = "Unauthorized";
            refuse(draft, random, 401, "UNAUTHORIZED", "Unauthorized");
          }
          return draft;
        }),
    },
    ...[7, 6, 5, 4, 3, 2, 1].map(
      (daysAgo): Incident => ({
        id: `nightly-batch-${daysAgo}`,
        title: "Marlow Books sends its nightly batch faster than its plan allows",
        from: at(daysAgo, 1),
        to: at(daysAgo, 1, 6),
        add: (now, random, day) =>
          Array.from({ length: random.whole(12, 18) }, (_, i) => {
            const draft = draftRequest(orders, now + random.whole(0, 4_000), random, day, orders.routes[0]);
            strip(draft);
            draft.customer = marlow;
            draft.values["identity.apiKeyId"] = marlow.keyId;
            draft.values["identity.sourceIp"] = marlow.ip;
            draft.values["identity.userAgent"] = marlow.userAgent;
            if (i >= 8) refuse(draft, random, 429, "THROTTLED", "Too Many Requests");
            return draft;
          }),
      }),
    ),
  ];
}

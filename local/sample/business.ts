import type { ApiKind } from "../../analytics/schema";

/** A fictional logistics company: its APIs, plans, customers and callers. Addresses are from ranges reserved for documentation where their country does not matter. */
export const account = "111122223333";
export const region = "eu-west-1";

export interface SampleRoute {
  readonly method: string;
  /** Template as API Gateway knows it. */
  readonly resource: string;
  /** A path as called; `#` becomes a digit. */
  readonly path: string;
  readonly weight: number;
  readonly medianMs: number;
  readonly bytes: number;
}

export interface SampleApi {
  readonly id: string;
  readonly name: string;
  readonly kind: ApiKind;
  readonly stage: string;
  readonly domain: string;
  /** Requests on an average weekday. */
  readonly dailyRequests: number;
  readonly routes: readonly SampleRoute[];
}

export const orders: SampleApi = {
  id: "a1b2c3d4e5",
  name: "orders",
  kind: "REST",
  stage: "prod",
  domain: "api.tidewater.example",
  dailyRequests: 8200,
  routes: [
    { method: "GET", resource: "/orders/{id}", path: "/orders/####", weight: 34, medianMs: 42, bytes: 1850 },
    { method: "GET", resource: "/orders", path: "/orders", weight: 16, medianMs: 88, bytes: 14200 },
    { method: "POST", resource: "/orders", path: "/orders", weight: 14, medianMs: 120, bytes: 640 },
    { method: "GET", resource: "/quotes", path: "/quotes", weight: 18, medianMs: 210, bytes: 2300 },
    { method: "PUT", resource: "/orders/{id}/address", path: "/orders/####/address", weight: 5, medianMs: 95, bytes: 420 },
    { method: "DELETE", resource: "/orders/{id}", path: "/orders/####", weight: 2, medianMs: 70, bytes: 0 },
    { method: "GET", resource: "/labels/{id}", path: "/labels/####", weight: 11, medianMs: 160, bytes: 48200 },
  ],
};

export const beta: SampleApi = { ...orders, stage: "beta", dailyRequests: 420 };

export const tracking: SampleApi = {
  id: "t7r8a9c0k1",
  name: "tracking",
  kind: "HTTP",
  stage: "$default",
  domain: "track.tidewater.example",
  dailyRequests: 3600,
  routes: [
    { method: "GET", resource: "/parcels/{code}", path: "/parcels/TW########", weight: 70, medianMs: 28, bytes: 980 },
    { method: "GET", resource: "/parcels/{code}/events", path: "/parcels/TW########/events", weight: 22, medianMs: 47, bytes: 5400 },
    { method: "POST", resource: "/subscriptions", path: "/subscriptions", weight: 8, medianMs: 66, bytes: 210 },
  ],
};

export const live: SampleApi = {
  id: "w5s6l7i8v9",
  name: "live",
  kind: "WEBSOCKET",
  stage: "prod",
  domain: "live.tidewater.example",
  dailyRequests: 1500,
  routes: [
    { method: "", resource: "position", path: "", weight: 80, medianMs: 14, bytes: 0 },
    { method: "", resource: "subscribe", path: "", weight: 20, medianMs: 25, bytes: 0 },
  ],
};

export const apis: readonly SampleApi[] = [orders, beta, tracking, live];

export interface SamplePlan {
  readonly id: string;
  readonly name: string;
  /** Requests a day; the plan's quota. */
  readonly dailyQuota: number | null;
  readonly ratePerSecond: number;
  readonly burst: number;
}

export const plans: readonly SamplePlan[] = [
  { id: "plfree", name: "Free", dailyQuota: 400, ratePerSecond: 2, burst: 5 },
  { id: "plstan", name: "Standard", dailyQuota: 1100, ratePerSecond: 10, burst: 20 },
  { id: "plprem", name: "Premium", dailyQuota: 6000, ratePerSecond: 50, burst: 100 },
];

export interface SampleCustomer {
  readonly name: string;
  readonly customerId: string;
  readonly keyId: string;
  readonly plan: string;
  /** Share of the traffic that carries a key. */
  readonly weight: number;
  readonly userAgent: string;
  readonly ip: string;
  /** Days before the end of the week on which the first call came; the traffic then grows. */
  readonly startsDaysAgo?: number;
}

export const customers: readonly SampleCustomer[] = [
  {
    name: "Alder & Sons",
    customerId: "cus-1001",
    keyId: "kalder0001",
    plan: "plprem",
    weight: 26,
    userAgent: "alder-erp/7.2",
    ip: "193.99.144.85",
  },
  {
    name: "Blue Heron Retail",
    customerId: "cus-1002",
    keyId: "kblueh0002",
    plan: "plstan",
    weight: 10,
    userAgent: "BlueHeronSync/2.4",
    ip: "212.58.244.20",
  },
  {
    name: "Cormorant Foods",
    customerId: "cus-1003",
    keyId: "kcormo0003",
    plan: "plprem",
    weight: 18,
    userAgent: "okhttp/4.12.0",
    ip: "195.154.120.33",
  },
  {
    name: "Dunlin Pharmacy",
    customerId: "cus-1004",
    keyId: "kdunli0004",
    plan: "plstan",
    weight: 9,
    userAgent: "axios/1.7.2",
    ip: "217.12.14.201",
  },
  {
    name: "Eider Electronics",
    customerId: "cus-1005",
    keyId: "keider0005",
    plan: "plprem",
    weight: 15,
    userAgent: "python-requests/2.32.3",
    ip: "88.198.12.4",
  },
  {
    name: "Finch Florists",
    customerId: "cus-1006",
    keyId: "kfinch0006",
    plan: "plfree",
    weight: 3,
    userAgent: "Shop/5.1 (WooCommerce)",
    ip: "81.2.69.142",
  },
  {
    name: "Grebe Toys",
    customerId: "cus-1007",
    keyId: "kgrebe0007",
    plan: "plfree",
    weight: 2,
    userAgent: "curl/8.9.1",
    ip: "62.210.16.6",
  },
  {
    name: "Heron Hardware",
    customerId: "cus-1008",
    keyId: "kheron0008",
    plan: "plstan",
    weight: 7,
    userAgent: "Go-http-client/2.0",
    ip: "128.65.195.4",
  },
  {
    name: "Ibis Travel",
    customerId: "cus-1009",
    keyId: "kibist0009",
    plan: "plstan",
    weight: 6,
    userAgent: "Java/21.0.4",
    ip: "72.246.0.10",
  },
  {
    name: "Kestrel Outdoor",
    customerId: "cus-1010",
    keyId: "kkestr0010",
    plan: "plstan",
    weight: 14,
    userAgent: "kestrel-app/1.0",
    ip: "133.242.0.5",
    startsDaysAgo: 4,
  },
  {
    name: "Marlow Books",
    customerId: "cus-1011",
    keyId: "kmarlo0011",
    plan: "plfree",
    weight: 2,
    userAgent: "marlow-batch/0.9",
    ip: "203.10.76.2",
  },
];

export const planOf = (customer: SampleCustomer): SamplePlan => plans.find((plan) => plan.id === customer.plan)!;

/** People who follow a parcel on the tracking pages: no key, many addresses. */
export const browserAgents: readonly string[] = [
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
];

/** First two octets of networks whose country is well known, so that the map has something to show. */
export const publicNetworks: readonly string[] = [
  "81.2",
  "193.99",
  "212.58",
  "195.154",
  "133.242",
  "72.246",
  "200.160",
  "41.78",
  "49.36",
  "203.10",
];

export const logGroupOf = (api: SampleApi): string => `/aws/apigateway/${api.id}/${api.stage.replace("$", "")}`;

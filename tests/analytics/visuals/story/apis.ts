import { type Told, went } from "./told";

/** The APIs that are called, and how. */
export const orders: Told = {
  row: {
    api_id: "a-orders",
    api_kind: "REST",
    stage: "prod",
    domain_name: "api.example.com",
    protocol: "HTTP/1.1",
    tls_version: "TLSv1.3",
    deployment_id: "d1",
    is_canary: false,
    schema_version: 1,
    extended_request_id: "given",
  },
  truth: { api_name: "Orders" },
};
export const web: Told = {
  row: { api_id: "a-web", api_kind: "HTTP", stage: "prod", domain_name: "web.example.com", protocol: "HTTP/2.0", schema_version: 1 },
  truth: { api_name: "Web" },
};
export const chat: Told = {
  row: { api_id: "a-chat", api_kind: "WEBSOCKET", api_name: "Chat", stage: "live", domain_name: "chat.example.com", schema_version: 1 },
  truth: { auth_method: "None" },
};

export const apiKey: Told = { row: {}, truth: { auth_method: "API key" } };
export const open: Told = { row: {}, truth: { auth_method: "None" } };
export const read = went({ http_method: "GET", route: "GET /orders/{id}", path: "/prod/orders/1" });
export const write = went({ http_method: "POST", route: "POST /orders", path: "/prod/orders" });
export const fine = went(
  { status: 200, response_latency_ms: 120, integration_latency_ms: 100, integration_status: 200, response_bytes: 500 },
  { overhead_ms: 20 },
);

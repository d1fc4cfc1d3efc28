import { refresherRig } from "./refresher-rig";

/** A small account: two REST APIs, one HTTP, one WebSocket; two plans; three keys. */
export async function smallRig(missing: 403 | 404 = 404) {
  const rig = await refresherRig(missing);
  const { apis, plans, keys } = rig.world;
  const group = (name: string) => `arn:aws:logs:eu-west-1:111122223333:log-group:${name}`;
  apis.set("rest1", {
    name: "orders",
    kind: "REST",
    stages: {
      prod: { destinationArn: "arn:aws:firehose:eu-west-1:1:deliverystream/amazon-apigateway-logs", format: '{"a":"$context.requestId"}' },
      dev: {},
    },
  });
  apis.set("rest2", {
    name: "orders",
    kind: "REST",
    stages: { prod: { destinationArn: group("/api/rest2"), format: "$context.requestId" } },
  });
  apis.set("http1", {
    name: "web",
    kind: "HTTP",
    stages: { $default: { destinationArn: `${group("/api/shared")}:*`, format: "$context.requestId" } },
  });
  apis.set("ws1", {
    name: "chat",
    kind: "WEBSOCKET",
    stages: { live: { destinationArn: group("/api/shared"), format: "$context.requestId $context.eventType" } },
  });
  plans.set("gold", {
    name: "Gold",
    quota: { limit: 1000, offset: 0, period: "MONTH" },
    throttle: { rateLimit: 10, burstLimit: 20 },
    apiStages: [{ apiId: "rest1", stage: "prod" }],
    keys: ["k1", "k2"],
  });
  plans.set("free", { name: "Free", apiStages: [{ apiId: "rest2", stage: "prod" }], keys: ["k1"] });
  keys.set("k1", { name: "acme", customerId: "c-1", enabled: true, tags: { team: "a" } });
  keys.set("k2", { name: "", enabled: false });
  keys.set("k3", { name: "unused" });
  return rig;
}

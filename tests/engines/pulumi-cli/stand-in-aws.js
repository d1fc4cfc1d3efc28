#!/usr/bin/env node
// A stand-in for pulumi-resource-aws: speaks the ResourceProvider gRPC contract, calls no cloud.
// What "exists" is kept in the JSON file named by STANDIN_WORLD (if set), so that refresh, destroy,
// protect and retainOnDelete can be told apart. STANDIN_LOG=file gets one line per call;
// STANDIN_FAIL="create:aws:lambda/function:Function" makes that call fail.

const fs = require("node:fs");
const path = require("node:path");
const { createHash } = require("node:crypto");

const roots = [process.cwd(), __dirname];
const pulumiDir = path.dirname(require.resolve("@pulumi/pulumi/package.json", { paths: roots }));
const from = (name) => require(require.resolve(name, { paths: [pulumiDir] }));
const grpc = from("@grpc/grpc-js");
const { Struct } = from("google-protobuf/google/protobuf/struct_pb.js");
const { Empty } = from("google-protobuf/google/protobuf/empty_pb.js");
const rpc = from("./proto/provider_pb.js");
const { ResourceProviderService } = from("./proto/provider_grpc_pb.js");
const plugin = from("./proto/plugin_pb.js");

const VERSION = process.env.STANDIN_VERSION || "7.48.0";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"; // the wire form of "not known yet"
const SIG = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
let region = "eu-central-1";
const account = process.env.STANDIN_ACCOUNT || "123456789012";

// --- small helpers -----------------------------------------------------------------------------
const typeOf = (urn) => urn.split("::")[2].split("$").pop();
const nameOf = (urn) => urn.split("::").slice(3).join("::");
const plain = (s) => (s ? s.toJavaScript() : {});
const struct = (o) => Struct.fromJavaScript(o);
const bare = (v) => (v && v[SIG] === SECRET ? bare(v.value) : v);
const hash = (s) => createHash("sha256").update(s).digest("hex");
const same = (a, b) => JSON.stringify(norm(a)) === JSON.stringify(norm(b));
function norm(v) {
  // key order, asset bodies and secret wrappers do not matter for equality
  v = bare(v);
  if (Array.isArray(v)) return v.map(norm);
  if (v && typeof v === "object") {
    if (v[SIG] && v.hash) return { [SIG]: v[SIG], hash: v.hash };
    return Object.fromEntries(
      Object.keys(v)
        .sort()
        .filter((k) => v[k] !== undefined)
        .map((k) => [k, norm(v[k])]),
    );
  }
  return v;
}
const log = (...a) => process.env.STANDIN_LOG && fs.appendFileSync(process.env.STANDIN_LOG, `${a.join(" ")}\n`);
let known; // read once: nobody else writes while a command runs
const world = {
  all() {
    if (known) return known;
    try {
      known = JSON.parse(fs.readFileSync(process.env.STANDIN_WORLD, "utf8"));
    } catch {
      known = {};
    }
    return known;
  },
  put(key, value) {
    if (!process.env.STANDIN_WORLD) return;
    const w = this.all();
    if (value === undefined) delete w[key];
    else w[key] = value;
    fs.writeFileSync(process.env.STANDIN_WORLD, JSON.stringify(w));
  },
};

// --- what the stand-in knows of each type --------------------------------------------------------
// naming: the input that names it; arn(name); more(name): other computed outputs; fixed: replace on change
const arn = (svc, rest, r = region, a = account) => `arn:aws:${svc}:${r}:${a}:${rest}`;
const types = {
  "aws:s3/bucket:Bucket": {
    naming: "bucket",
    arn: (n) => `arn:aws:s3:::${n}`,
    more: (n) => ({
      bucketDomainName: `${n}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${n}.s3.${region}.amazonaws.com`,
      hostedZoneId: "Z21DNDUVLTQW6Q",
    }),
  },
  "aws:iam/role:Role": {
    naming: "name",
    arn: (n) => arn("iam", `role/${n}`, ""),
    more: (n) => ({ uniqueId: `AROA${hash(n).slice(0, 16).toUpperCase()}` }),
  },
  "aws:iam/policy:Policy": { naming: "name", arn: (n) => arn("iam", `policy/${n}`, ""), id: (n) => arn("iam", `policy/${n}`, "") },
  "aws:lambda/function:Function": {
    naming: "name",
    arn: (n) => arn("lambda", `function:${n}`),
    more: (n) => ({
      invokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn("lambda", `function:${n}`)}/invocations`,
      qualifiedArn: arn("lambda", `function:${n}:$LATEST`),
      version: "$LATEST",
    }),
  },
  "aws:cloudwatch/logGroup:LogGroup": { naming: "name", arn: (n) => arn("logs", `log-group:${n}`) },
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": { naming: "name", fixed: ["logGroup"] },
  "aws:lambda/permission:Permission": { naming: "statementId", fixed: ["action", "function", "principal", "sourceArn"] },
  "aws:cloudwatch/eventRule:EventRule": { naming: "name", arn: (n) => arn("events", `rule/${n}`) },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { fixed: ["role", "policyArn"] },
  "aws:iam/rolePolicy:RolePolicy": { naming: "name", fixed: ["role"] },
  "aws:sqs/queue:Queue": {
    naming: "name",
    arn: (n) => arn("sqs", n),
    id: (n) => `https://sqs.${region}.amazonaws.com/${account}/${n}`,
    more: (n) => ({ url: `https://sqs.${region}.amazonaws.com/${account}/${n}` }),
  },
  "aws:sns/topic:Topic": { naming: "name", arn: (n) => arn("sns", n), id: (n) => arn("sns", n) },
  "aws:kms/key:Key": { arn: (n) => arn("kms", `key/${n}`), more: (n) => ({ keyId: n }) },
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": { naming: "name", arn: (n) => arn("firehose", `deliverystream/${n}`) },
  "aws:dynamodb/table:Table": { naming: "name", arn: (n) => arn("dynamodb", `table/${n}`) },
  "aws:glue/catalogDatabase:CatalogDatabase": { naming: "name", arn: (n) => arn("glue", `database/${n}`) },
  "aws:glue/catalogTable:CatalogTable": { naming: "name", arn: (n) => arn("glue", `table/${n}`), id: (n) => `${account}:${n}` },
  "aws:athena/workgroup:Workgroup": { naming: "name", arn: (n) => arn("athena", `workgroup/${n}`) },
  "aws:apigateway/restApi:RestApi": {
    arn: (n) => arn("apigateway", `/restapis/${n}`, region, ""),
    more: (n) => ({ executionArn: arn("execute-api", n), rootResourceId: "root" }),
  },
  "aws:apigateway/stage:Stage": { more: () => ({ invokeUrl: `https://api.execute-api.${region}.amazonaws.com/stage` }) },
};
const kind = (t) => types[t] || { arn: (n) => arn(t.split(/[:/]/)[1], n) };

const invokes = {
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    accountId: account,
    id: account,
    userId: "AIDASTANDIN",
    arn: arn("iam", "user/stand-in", ""),
  }),
  "aws:index/getRegion:getRegion": (a) => {
    const r = bare(a.region) || bare(a.id) || region;
    return { id: r, region: r, name: r, description: r, endpoint: `ec2.${r}.amazonaws.com` };
  },
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
    id: region,
    names: ["a", "b", "c"].map((z) => region + z),
    zoneIds: ["az1", "az2", "az3"],
    groupNames: [region],
  }),
  "aws:iam/getPolicyDocument:getPolicyDocument": (a) => {
    const one = (l) => (l && l.length === 1 ? l[0] : l);
    const who = (l) => l && (l.some((p) => p.type === "*") ? "*" : Object.fromEntries(l.map((p) => [p.type, one(p.identifiers)])));
    const Statement = (a.statements || []).map((s) =>
      JSON.parse(
        JSON.stringify({
          Sid: s.sid,
          Effect: s.effect || "Allow",
          Principal: who(s.principals),
          NotPrincipal: who(s.notPrincipals),
          Action: one(s.actions),
          NotAction: one(s.notActions),
          Resource: one(s.resources),
          NotResource: one(s.notResources),
          Condition: s.conditions && Object.fromEntries(s.conditions.map((x) => [x.test, { [x.variable]: one(x.values) }])),
        }),
      ),
    );
    const doc = { Version: a.version || "2012-10-17", ...(a.policyId ? { Id: a.policyId } : {}), Statement };
    return {
      id: String(parseInt(hash(JSON.stringify(doc)).slice(0, 8), 16)),
      json: JSON.stringify(doc, null, 2),
      minifiedJson: JSON.stringify(doc),
    };
  },
};

// --- the service ---------------------------------------------------------------------------------
function rpcCall(name, fn) {
  return (call, done) => {
    let out;
    try {
      log(
        name,
        call.request.getUrn
          ? `${typeOf(call.request.getUrn())} ${nameOf(call.request.getUrn())}`
          : call.request.getTok
            ? call.request.getTok()
            : "",
      );
      out = fn(call.request);
    } catch (e) {
      return done({ code: e.code || grpc.status.UNKNOWN, message: e.message });
    }
    done(null, out);
  };
}
const refuse = (what, urn) => {
  if (process.env.STANDIN_FAIL === `${what}:${typeOf(urn)}`) throw new Error(`stand-in: told to fail ${what} of ${typeOf(urn)}`);
};

function outputs(urn, inputs, id) {
  const t = kind(typeOf(urn));
  const name = bare(inputs[t.naming]) ?? id;
  const unknown = id === undefined || name === UNKNOWN;
  const computed = { ...(t.arn ? { arn: t.arn(name) } : {}), ...(t.more ? t.more(name) : {}), region, tagsAll: inputs.tags };
  for (const k of Object.keys(computed)) {
    if (computed[k] === undefined) delete computed[k];
    else if (unknown && k !== "region" && k !== "tagsAll") computed[k] = UNKNOWN;
  }
  return { ...computed, ...inputs };
}

function diff(r) {
  const olds = plain(r.getOldInputs()),
    news = plain(r.getNews()),
    t = kind(typeOf(r.getUrn()));
  const skip = new Set(r.getIgnorechangesList());
  const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (k) => !k.startsWith("__") && !skip.has(k) && !same(olds[k], news[k]),
  );
  const fixed = new Set([t.naming, ...(t.fixed || [])]);
  const resp = new rpc.DiffResponse();
  resp.setChanges(changed.length ? rpc.DiffResponse.DiffChanges.DIFF_SOME : rpc.DiffResponse.DiffChanges.DIFF_NONE);
  resp.setDiffsList(changed);
  resp.setReplacesList(changed.filter((k) => fixed.has(k)));
  resp.setHasdetaileddiff(true);
  const K = rpc.PropertyDiff.Kind;
  const note = (p, a, b, top) => {
    // one entry per changed leaf, so that --diff shows the leaf
    const obj = (v) => v && typeof v === "object" && !Array.isArray(v) && !v[SIG];
    if (obj(a) && obj(b)) {
      for (const k of new Set([...Object.keys(a), ...Object.keys(b)]))
        if (!same(a[k], b[k])) note(/^[\w$-]+$/.test(k) ? `${p}.${k}` : `${p}[${JSON.stringify(k)}]`, a[k], b[k], top);
      return;
    }
    const d = new rpc.PropertyDiff();
    const base = a === undefined ? "ADD" : b === undefined ? "DELETE" : "UPDATE";
    d.setKind(K[fixed.has(top) ? `${base}_REPLACE` : base]);
    d.setInputdiff(true);
    resp.getDetaileddiffMap().set(p, d);
  };
  for (const k of changed) note(k, olds[k], news[k], k);
  return resp;
}

const impl = {
  handshake: rpcCall("Handshake", () => {
    const h = new rpc.ProviderHandshakeResponse();
    h.setAcceptSecrets(true);
    h.setAcceptResources(true);
    h.setAcceptOutputs(false);
    return h;
  }),
  getPluginInfo: rpcCall("GetPluginInfo", () => {
    const i = new plugin.PluginInfo();
    i.setVersion(VERSION);
    return i;
  }),
  getSchema: rpcCall("GetSchema", () => {
    const s = new rpc.GetSchemaResponse();
    s.setSchema(JSON.stringify({ name: "aws", version: VERSION }));
    return s;
  }),
  checkConfig: rpcCall("CheckConfig", (r) => {
    const c = new rpc.CheckResponse();
    c.setInputs(r.getNews());
    return c;
  }),
  diffConfig: rpcCall("DiffConfig", () => {
    const d = new rpc.DiffResponse();
    d.setChanges(rpc.DiffResponse.DiffChanges.DIFF_NONE);
    return d;
  }),
  configure: rpcCall("Configure", (r) => {
    const a = plain(r.getArgs());
    if (typeof bare(a.region) === "string" && bare(a.region) !== UNKNOWN) region = bare(a.region);
    const c = new rpc.ConfigureResponse();
    c.setAcceptsecrets(true);
    c.setAcceptresources(true);
    c.setSupportspreview(true);
    c.setAcceptoutputs(false);
    return c;
  }),
  attach: rpcCall("Attach", () => new Empty()),
  cancel: rpcCall("Cancel", () => new Empty()),
  check: rpcCall("Check", (r) => {
    const news = plain(r.getNews()),
      olds = plain(r.getOlds()),
      t = kind(typeOf(r.getUrn()));
    const c = new rpc.CheckResponse(),
      failures = [];
    if (t.naming && news[t.naming] === undefined) {
      // autonaming, stable over updates
      const auto = r.getAutonaming?.();
      const seed = Buffer.from(r.getRandomseed_asU8()).toString("hex") || r.getUrn();
      news[t.naming] = olds[t.naming] ?? auto?.getProposedName() ?? `${nameOf(r.getUrn())}-${hash(seed).slice(0, 7)}`;
    }
    if (typeOf(r.getUrn()) === "aws:s3/bucket:Bucket" && !/^[a-z0-9.-]{3,63}$/.test(bare(news.bucket))) {
      const f = new rpc.CheckFailure();
      f.setProperty("bucket");
      f.setReason(`invalid bucket name ${JSON.stringify(bare(news.bucket))}`);
      failures.push(f);
    }
    c.setInputs(struct(news));
    c.setFailuresList(failures);
    return c;
  }),
  diff: rpcCall("Diff", diff),
  create: rpcCall("Create", (r) => {
    const inputs = plain(r.getProperties()),
      c = new rpc.CreateResponse(),
      t = kind(typeOf(r.getUrn()));
    if (r.getPreview()) {
      c.setProperties(struct(outputs(r.getUrn(), inputs)));
      return c;
    }
    refuse("create", r.getUrn());
    const name = bare(inputs[t.naming]) ?? `${nameOf(r.getUrn())}-${hash(r.getUrn()).slice(0, 7)}`;
    const id = t.id ? t.id(name) : String(name),
      state = outputs(r.getUrn(), inputs, id);
    if (world.all()[`${typeOf(r.getUrn())}|${id}`]) throw new Error(`stand-in: ${typeOf(r.getUrn())} ${id} already exists`);
    world.put(`${typeOf(r.getUrn())}|${id}`, state);
    c.setId(id);
    c.setProperties(struct(state));
    return c;
  }),
  read: rpcCall("Read", (r) => {
    const out = new rpc.ReadResponse(),
      key = `${typeOf(r.getUrn())}|${r.getId()}`;
    const found = process.env.STANDIN_WORLD ? world.all()[key] : plain(r.getProperties());
    if (!found) return out; // an empty id says: it is gone
    const inputs = plain(r.getInputs());
    for (const k of Object.keys(inputs)) if (k in found) inputs[k] = found[k];
    out.setId(r.getId());
    out.setProperties(struct(found));
    out.setInputs(struct(Object.keys(inputs).length ? inputs : found));
    return out;
  }),
  update: rpcCall("Update", (r) => {
    const u = new rpc.UpdateResponse(),
      inputs = plain(r.getNews());
    if (!r.getPreview()) refuse("update", r.getUrn());
    const state = outputs(r.getUrn(), inputs, r.getId());
    if (!r.getPreview()) world.put(`${typeOf(r.getUrn())}|${r.getId()}`, state);
    u.setProperties(struct(state));
    return u;
  }),
  delete: rpcCall("Delete", (r) => {
    refuse("delete", r.getUrn());
    world.put(`${typeOf(r.getUrn())}|${r.getId()}`, undefined);
    return new Empty();
  }),
  invoke: rpcCall("Invoke", (r) => {
    const f = invokes[r.getTok()];
    if (!f) throw Object.assign(new Error(`stand-in: no answer for ${r.getTok()}`), { code: grpc.status.UNIMPLEMENTED });
    const i = new rpc.InvokeResponse();
    i.setReturn(struct(f(plain(r.getArgs()))));
    return i;
  }),
};

const server = new grpc.Server({ "grpc.max_receive_message_length": 400 << 20, "grpc.max_send_message_length": 400 << 20 });
server.addService(ResourceProviderService, impl);
server.bindAsync(`127.0.0.1:${process.env.STANDIN_PORT || "0"}`, grpc.ServerCredentials.createInsecure(), (err, port) => {
  if (err) {
    console.error(err.message);
    process.exit(1);
  }
  console.log(port); // the engine reads the port from the first line of stdout
});

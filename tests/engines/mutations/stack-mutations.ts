import type { Mutation } from "./mutation";

/** Mistakes that only the whole life of a stack shows. */
export const stackMutations: readonly Mutation[] = [
  {
    mistake: "a bucket that answers plain HTTP",
    file: "components/bucket.ts",
    find: '"aws:SecureTransport": "false"',
    replace: '"aws:SecureTransport": "true"',
    judge: "pulumi-cli: policies",
    says: /bucket-tls-only/,
  },
  {
    mistake: "a setting whose lower bound is lost",
    file: "settings.ts",
    find: 'read.integer("retentionDays", rollUpLookbackDays, 3653, 400)',
    replace: 'read.integer("retentionDays", 0, 3653, 400)',
    judge: "pulumi-cli: refusals",
    says: /retentionDays 0 is refused/,
  },
  {
    mistake: "a secret of the stack put into a function's environment",
    file: "components/trail-tracker.ts",
    find: "STATE_TABLE: state.name,",
    replace: 'STATE_TABLE: state.name,\n          LEAK: new pulumi.Config("verification").get("plantedSecret") ?? "",',
    judge: "pulumi-cli: life",
    says: /planted secret/,
  },
  {
    mistake: "the lake goes with the stack",
    file: "components/bucket.ts",
    find: "retainOnDelete: args.keep",
    replace: "retainOnDelete: false",
    judge: "pulumi-cli: life",
    says: /left: |the lake survives/,
  },
];

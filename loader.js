// Loads TypeScript the way Pulumi does, so that every script sees the same handler text as `pulumi up`; types are checked by `npm run typecheck`.
require("ts-node").register({ transpileOnly: true });

/** The API that is judged: one group with a name that is hard on templates, and how its routes are called when all is well. */
import { importDocument } from "../../../components/logs-api/import-document";
import type { Route } from "../../../components/logs-api/routes";

export const ALIAS = "orders";
/** `#` starts a directive in a template. */
export const LOG_GROUP = "/aws/lambda/orders#end.live";
export const OTHER_GROUP = "/secret/other";

export const document = importDocument({
  title: "logs",
  groups: { [ALIAS]: LOG_GROUP },
  authorization: { kind: "iam" },
  partition: "aws",
  region: "eu-west-1",
  accountId: "123456789012",
  roleArn: "arn:aws:iam::123456789012:role/logs-api",
});

/** Every parameter of a route with a good value. */
export const usual = (route: Route): Record<string, string> =>
  Object.fromEntries(route.parameters.map(({ parameter }) => [parameter.name, parameter.example]));

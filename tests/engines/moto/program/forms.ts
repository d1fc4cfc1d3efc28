import type { LogsApiArgs } from "../../../../components/logs-api";

export const ACCESS_LOG_FORMAT = '{"id":"$context.extendedRequestId","status":"$context.status"}';

const groups = { orders: "/aws/lambda/orders#live" };

/** The forms that are created, by the name of the component. */
export const FORMS: Record<string, Pick<LogsApiArgs, "groups" | "authorization" | "privateVpcEndpointIds" | "throttle">> = {
  "by-iam": { groups: { ...groups, "pay-1": "payments" }, throttle: { rate: 6, burst: 3 } },
  "by-pool": {
    groups,
    authorization: { kind: "cognito", userPoolArn: "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI" },
  },
  "by-function": { groups, authorization: { kind: "lambda", functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:who" } },
  "in-vpc": { groups, privateVpcEndpointIds: ["vpce-0123456789abcdef0"] },
};

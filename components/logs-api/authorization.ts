/** Who may call the API: IAM principals, users of a Cognito pool, or whom a Lambda function lets in. There is no way to leave it open. */

/** Who decides about a caller. */
export type LogsApiAuthorization =
  | { readonly kind: "iam" }
  | { readonly kind: "cognito"; readonly userPoolArn: string }
  | { readonly kind: "lambda"; readonly functionArn: string };

/** Name of the security scheme in the OpenAPI documents. */
export const SCHEME = "caller";

/** The security scheme as API Gateway imports it. */
export function importedScheme(authorization: LogsApiAuthorization, at: { readonly partition: string; readonly region: string }): object {
  const header = { type: "apiKey", name: "Authorization", in: "header" };
  switch (authorization.kind) {
    case "iam":
      return { ...header, "x-amazon-apigateway-authtype": "awsSigv4" };
    case "cognito":
      return {
        ...header,
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [authorization.userPoolArn] },
      };
    case "lambda":
      return {
        ...header,
        "x-amazon-apigateway-authtype": "custom",
        "x-amazon-apigateway-authorizer": {
          type: "request",
          authorizerUri: `arn:${at.partition}:apigateway:${at.region}:lambda:path/2015-03-31/functions/${authorization.functionArn}/invocations`,
          identitySource: "method.request.header.Authorization",
          // A cached decision is kept by token alone: what was decided for one group would hold for all.
          authorizerResultTtlInSeconds: 0,
        },
      };
  }
}

/** The security scheme as people and code generators read it. */
export function describedScheme({ kind }: LogsApiAuthorization): object {
  if (kind === "iam")
    return { type: "apiKey", name: "Authorization", in: "header", description: "AWS Signature Version 4 for service `execute-api`." };
  if (kind === "cognito") return { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "A token of the Cognito user pool." };
  return { type: "apiKey", name: "Authorization", in: "header", description: "What the Lambda authorizer expects." };
}

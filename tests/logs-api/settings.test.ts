import { expect } from "chai";
import { readLogsApiSettings } from "../../components/logs-api/settings";
import { serviceLimit, shareOf } from "../../components/logs-api/throttle";

const groups = { orders: "/aws/lambda/orders" };
const refused = (configuration: object, region?: string) => {
  try {
    readLogsApiSettings(configuration, region);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};

describe("logs-api settings", () => {
  it("is off without groups, and says so when another of its settings is there", () => {
    expect(readLogsApiSettings({})).to.equal(undefined);
    expect(refused({ logsApiThrottle: { rate: 1, burst: 1 } })).to.equal(
      `Invalid setting 'api-usage-analytics:logsApiThrottle': must be absent where 'logsApiGroups' is absent, got '{"rate":1,"burst":1}'.`,
    );
  });

  it("takes an empty text or list for an absent setting", () => {
    expect(readLogsApiSettings({ logsApiGroups: "", logsApiAuthorization: "iam", logsApiPrivateVpcEndpoints: [] })).to.equal(undefined);
    const settings = readLogsApiSettings({ logsApiGroups: groups, logsApiAuthorization: "", logsApiPrivateVpcEndpoints: [] });
    expect(settings).to.deep.include({ authorization: { kind: "iam" }, privateVpcEndpointIds: undefined });
  });

  it("has defaults that are closed", () => {
    expect(readLogsApiSettings({ logsApiGroups: groups })).to.deep.equal({
      groups,
      authorization: { kind: "iam" },
      throttle: { rate: 5, burst: 4 },
      privateVpcEndpointIds: undefined,
    });
  });

  it("reads everything", () => {
    const read = (logsApiAuthorization: string) => readLogsApiSettings({ logsApiGroups: groups, logsApiAuthorization })?.authorization;
    expect(read("cognito:arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbC123")).to.deep.equal({
      kind: "cognito",
      userPoolArn: "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbC123",
    });
    expect(read("lambda:arn:aws-cn:lambda:cn-north-1:123456789012:function:who:live")).to.deep.equal({
      kind: "lambda",
      functionArn: "arn:aws-cn:lambda:cn-north-1:123456789012:function:who:live",
    });
    expect(
      readLogsApiSettings(
        {
          logsApiGroups: groups,
          logsApiThrottle: { rate: 12.5, burst: 10 },
          logsApiPrivateVpcEndpoints: ["vpce-0123456789abcdef0", "vpce-0123456789abcdef0"],
        },
        "us-east-1",
      ),
    ).to.deep.include({ throttle: { rate: 12.5, burst: 10 }, privateVpcEndpointIds: ["vpce-0123456789abcdef0"] });
  });

  it("refuses what would be open, wrong or too fast, in the house's words", () => {
    const cases: [object, string][] = [
      [{ logsApiGroups: ["g"] }, `logsApiGroups': must be an object from alias to log group name, got '["g"]'.`],
      [{ logsApiGroups: {} }, "logsApiGroups': must be an object of 1 to 70 groups, got '0'."],
      [
        { logsApiGroups: Object.fromEntries(Array.from({ length: 71 }, (_, i) => [`a${i}`, "g"])) },
        "must be an object of 1 to 70 groups, got '71'.",
      ],
      [
        { logsApiGroups: { "a/b": "g" } },
        "logsApiGroups': must be an object with aliases of 1 to 64 letters, digits, '_' and '-', got 'a/b'.",
      ],
      [{ logsApiGroups: { "{proxy+}": "g" } }, "got '{proxy+}'."],
      [
        { logsApiGroups: { a: "*" } },
        "logsApiGroups.a': must be a log group name: 1 to 512 letters, digits, '.', '-', '_', '/' and '#', got '*'.",
      ],
      [{ logsApiGroups: { a: "/aws/lambda/x:*" } }, "got '/aws/lambda/x:*'."],
      [{ logsApiGroups: { a: 'x","unmask":true' } }, "logsApiGroups.a': must be a log group name"],
      [{ logsApiGroups: { a: "x\n" } }, "logsApiGroups.a': must be a log group name"],
      [{ logsApiGroups: { a: 7 } }, "got '7'."],
      [
        { logsApiGroups: groups, logsApiAuthorization: "none" },
        "logsApiAuthorization': must be 'iam', 'cognito:' and the ARN of a user pool",
      ],
      [{ logsApiGroups: groups, logsApiAuthorization: "lambda:arn:aws:lambda:eu-west-1:1:function:x" }, "logsApiAuthorization': must be"],
      [
        { logsApiGroups: groups, logsApiThrottle: { rate: 5, burst: 5 } },
        "together below 10 (CloudWatch Logs allows 10 requests a second in most regions)",
      ],
      [{ logsApiGroups: groups, logsApiThrottle: { rate: 0, burst: 1 } }, "logsApiThrottle': must be"],
      [{ logsApiGroups: groups, logsApiThrottle: { rate: 1, burst: 1.5 } }, "logsApiThrottle': must be"],
      [{ logsApiGroups: groups, logsApiThrottle: { rate: 1, burst: 1, per: "minute" } }, "logsApiThrottle': must be"],
      [{ logsApiGroups: groups, logsApiThrottle: 5 }, "logsApiThrottle': must be"],
      [{ logsApiGroups: groups, logsApiPrivateVpcEndpoints: ["*"] }, "logsApiPrivateVpcEndpoints': must be"],
    ];
    for (const [configuration, message] of cases) expect(refused(configuration), JSON.stringify(configuration)).to.contain(message);
  });

  it("keeps all groups together within the throttle, and every group callable", () => {
    expect(serviceLimit("us-east-1")).to.equal(25);
    expect(shareOf({ rate: 5, burst: 4 }, 1)).to.deep.equal({ rateLimit: 5, burstLimit: 4 });
    expect(shareOf({ rate: 5, burst: 4 }, 2)).to.deep.equal({ rateLimit: 2.5, burstLimit: 2 });
    expect(shareOf({ rate: 5, burst: 4 }, 50)).to.deep.equal({ rateLimit: 0.1, burstLimit: 1 });
  });
});

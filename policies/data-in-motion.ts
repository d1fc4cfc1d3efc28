import { refusesPlainHttp, statementsOf } from "./policy-statements";
import { attachedTo, type Rule, ruleOn } from "./rule";

const stream = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const queue = "aws:sqs/queue:Queue";

/** What log groups, streams, queues, topics, trails and workgroups must keep. */
export const dataInMotionRules: readonly Rule[] = [
  ruleOn(
    "aws:cloudwatch/logGroup:LogGroup",
    "log-group-forgets",
    "Log groups have a retention; without one they are paid for ever.",
    ({ props }) => (props.retentionInDays > 0 ? undefined : "has no retention"),
  ),
  ruleOn(stream, "stream-encrypted", "Delivery streams are encrypted, those of API Gateway by the AWS-owned key.", ({ props }) => {
    const { enabled, keyType } = props.serverSideEncryption ?? {};
    if (enabled !== true) return "is not encrypted";
    if (props.name?.startsWith("amazon-apigateway-") && keyType !== "AWS_OWNED_CMK")
      return "has a customer's key, which API Gateway's service-linked role may not use: access logging would stop";
    return undefined;
  }),
  ruleOn(stream, "stream-keeps-failures", "Delivery streams keep what fails, and say so in a log.", ({ props }) => {
    const s3 = props.extendedS3Configuration;
    if (!s3?.errorOutputPrefix?.startsWith("failed/")) return "has no folder for failed records";
    return s3.cloudwatchLoggingOptions?.enabled === true ? undefined : "does not log delivery errors";
  }),
  ruleOn(stream, "stream-right-year", "Prefixes of streams count calendar years: `YYYY` is the year of the week.", ({ props }) => {
    const s3 = props.extendedS3Configuration;
    return /!\{timestamp:[^}]*Y/.test(`${s3?.prefix}${s3?.errorOutputPrefix}`) ? "has a prefix with the week's year" : undefined;
  }),
  ruleOn(queue, "queue-encrypted", "Queues are encrypted and keep messages for two weeks.", ({ props }) => {
    if (props.sqsManagedSseEnabled !== true && !props.kmsMasterKeyId) return "is not encrypted";
    return props.messageRetentionSeconds >= 14 * 86400 ? undefined : "forgets before two weeks";
  }),
  ruleOn(queue, "queue-tls-only", "Queues refuse requests without TLS.", (resource, all) =>
    attachedTo(all, "aws:sqs/queuePolicy:QueuePolicy", "queueUrl", resource).some(({ props }) =>
      refusesPlainHttp(statementsOf(props.policy)),
    )
      ? undefined
      : "has no policy that refuses plain HTTP",
  ),
  ruleOn("aws:sns/topic:Topic", "topic-encrypted", "Topics are encrypted, by a key that alarms can use.", ({ props }) =>
    props.kmsMasterKeyId ? undefined : "is not encrypted",
  ),
  ruleOn(
    "aws:cloudtrail/trail:Trail",
    "trail-complete",
    "Trails cover every Region, and their files can be proved untouched.",
    ({ props }) => {
      if (props.isMultiRegionTrail !== true) return "covers one Region";
      return props.enableLogFileValidation === true ? undefined : "does not validate its files";
    },
  ),
  ruleOn("aws:athena/workgroup:Workgroup", "workgroup-limited", "Workgroups enforce a scan limit and encrypted results.", ({ props }) => {
    const { enforceWorkgroupConfiguration, bytesScannedCutoffPerQuery, resultConfiguration } = props.configuration ?? {};
    if (enforceWorkgroupConfiguration !== true) return "lets clients override its settings";
    if (!(bytesScannedCutoffPerQuery >= 10_000_000)) return "has no scan limit";
    return resultConfiguration?.encryptionConfiguration ? undefined : "does not encrypt results";
  }),
];

/** Types whose name stands in another property than `name`. */
const NAMED_BY: Record<string, string> = {
  "aws:s3/bucket:Bucket": "bucket",
  "aws:lambda/permission:Permission": "statementId",
  "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
};

/** The part of an ARN after the account, by type; everything else is `<service>/<name>`. */
const ARN_TAIL: Record<string, (name: string) => string> = {
  "aws:lambda/function:Function": (name) => `function:${name}`,
  "aws:cloudwatch/logGroup:LogGroup": (name) => `log-group:${name}`,
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": (name) => `deliverystream/${name}`,
  "aws:dynamodb/table:Table": (name) => `table/${name}`,
  "aws:sqs/queue:Queue": (name) => name,
  "aws:sns/topic:Topic": (name) => name,
  "aws:athena/workgroup:Workgroup": (name) => `workgroup/${name}`,
  "aws:glue/catalogDatabase:CatalogDatabase": (name) => `database/${name}`,
  "aws:kms/key:Key": (name) => `key/${name}`,
};

/** The service part of an ARN where it is not the Pulumi module. */
const SERVICE: Record<string, string> = { kinesis: "firehose", "cloudwatch/logGroup": "logs", cloudcontrol: "quicksight" };

const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";

/** Id and state as AWS would name things, for engines that read texts instead of resolving references. */
export function plainState(type: string, name: string, id: string | undefined, inputs: any, place: { region: string; account: string }) {
  const physical: string = inputs[NAMED_BY[type] ?? "name"] || id || (type === "aws:kms/key:Key" ? KEY_ID : `${name}-1a2b3c4`);
  const [, module = "", file = ""] = type.match(/^aws:(\w+)\/(\w+):/) ?? [];
  const service = SERVICE[`${module}/${file}`] ?? SERVICE[module] ?? module;
  const global = service === "iam" || service === "s3";
  const tail =
    ARN_TAIL[type]?.(physical) ?? (service === "iam" ? `${file}/${physical}` : service === "s3" ? physical : `${file}/${physical}`);
  const arn = `arn:aws:${service}:${global ? "" : place.region}:${service === "s3" ? "" : place.account}:${tail}`;
  const state: Record<string, unknown> = { arn, name: physical, ...inputs };
  const property = NAMED_BY[type];
  if (property) state[property] = physical;
  if (type === "aws:sqs/queue:Queue") state.url = `https://sqs.${place.region}.amazonaws.com/${place.account}/${physical}`;
  if (type === "aws:s3/bucket:Bucket") state.bucketRegionalDomainName = `${physical}.s3.${place.region}.amazonaws.com`;
  if (type === "aws:kms/key:Key") state.keyId = physical;
  if (inputs.typeName === "AWS::SecretsManager::Secret")
    return { id: `arn:aws:secretsmanager:${place.region}:${place.account}:secret:${name}-AbCdEf`, state };
  return { id: id || (type === "aws:iam/policy:Policy" ? arn : physical), state };
}

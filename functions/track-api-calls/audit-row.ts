import { makeAddressKeeper } from "../client-address";
import { makeResourceReader } from "./audited-resource";
import type { AuditedEvent } from "./call-counter";
import { makeParameterCleaner } from "./request-parameters";

/** How much of callers is kept. */
export interface CallerPrivacy {
  clientIp: "keep" | "truncate" | "pseudonymise";
  principals: "keep" | "pseudonymise";
}

/**
 * Turns CloudTrail events into rows of `audit_events`, in the columns of that table, plus `dt`, by which the audit stream files them.
 *
 * `dt` is the event's UTC day, and the day of arrival where the event claims a time that no partition is projected for (before 2015,
 * or more than a day ahead). Times are written as `yyyy-MM-dd HH:mm:ss.SSS`, as Firehose's deserializer takes them.
 *
 * With pseudonymised principals, user name and ARN become pseudonyms, and in the parameters, error message and resource every mail
 * address, every ARN of a person or session and the caller's own name do too.
 */
export function makeAuditRows(
  privacy: CallerPrivacy,
  columns: string[] | undefined,
  pseudonym: (text: string) => string,
  keyVersion: string | null,
) {
  const keepAddress = makeAddressKeeper(privacy.clientIp, pseudonym);
  const readResource = makeResourceReader();
  const { cleanParameters, cleanText, writeParameters } = makeParameterCleaner();
  const NewDate = Date;
  const hidePrincipals = privacy.principals === "pseudonymise";
  const day = 86400000;
  const oldest = NewDate.UTC(2015, 0, 1);
  const personal =
    /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|arn:[\w-]+:(?:iam|sts)::\d*:(?:user|assumed-role|federated-user)\/[^\s"',;)]+/g;

  const stamp = (time: number): string => new NewDate(time).toISOString().replace("T", " ").replace("Z", "");
  const text = (value: unknown, limit: number): string | null =>
    typeof value === "string" && value !== "" ? value.slice(0, limit) : typeof value === "number" ? `${value}` : null;

  const userName = (identity: any): string | null => {
    const named = text(identity?.userName, 256) ?? text(identity?.sessionContext?.sessionIssuer?.userName, 256);
    if (named) return named;
    const arn = text(identity?.arn, 2048);
    return (arn?.slice(arn.lastIndexOf("/") + 1) || arn) ?? text(identity?.invokedBy, 256);
  };

  return ({ event, time, arrival }: AuditedEvent): Record<string, unknown> => {
    const identity = event.userIdentity;
    const name = userName(identity);
    const arn = text(identity?.arn, 2048);
    const reword = (words: string): string => {
      const hidden = words.replace(personal, pseudonym);
      return name && name.length > 2 ? hidden.split(name).join(pseudonym(name)) : hidden;
    };
    const readable = (words: string | null): string | null =>
      words === null ? null : hidePrincipals ? reword(cleanText(words)) : cleanText(words);
    const address = text(event.sourceIPAddress, 256);
    const kept = address === null ? { text: null, key: null } : keepAddress(address);
    // What the call was about is read from the cleaned parameters, so that no secret passes as a name.
    const parameters = cleanParameters(event.requestParameters, String(event.eventName ?? ""));
    const about = readResource(event, parameters);
    const errorCode = text(event.errorCode, 256);
    const fileUnder = time >= oldest && time <= arrival + day ? time : arrival;
    const row: Record<string, unknown> = {
      event_time: stamp(time),
      event_id: text(event.eventID, 128),
      event_name: text(event.eventName, 256),
      event_source: text(event.eventSource, 256),
      aws_region: text(event.awsRegion, 64),
      account_id: text(event.recipientAccountId, 32) ?? text(identity?.accountId, 32),
      read_only:
        typeof event.readOnly === "boolean" ? event.readOnly : event.readOnly === "true" ? true : event.readOnly === "false" ? false : null,
      outcome: errorCode === null ? "Success" : "Failure",
      error_code: errorCode,
      error_message: readable(text(event.errorMessage, 1024)),
      user_type: text(identity?.type, 64),
      user_name: name !== null && hidePrincipals ? pseudonym(name) : name,
      user_arn: arn !== null && hidePrincipals ? pseudonym(arn) : arn,
      source_ip: kept.text,
      source_ip_key: kept.key,
      user_agent: text(event.userAgent, 512),
      request_id: text(event.requestID, 128),
      api_id: about.apiId,
      api_name: about.apiName,
      stage: about.stage,
      resource: readable(about.resource),
      request_parameters: writeParameters(parameters, hidePrincipals ? reword : undefined),
      privacy_key_version: keyVersion,
    };
    if (columns) for (const column of Object.keys(row)) if (!columns.includes(column)) delete row[column];
    row["dt"] = stamp(fileUnder).slice(0, 10);
    return row;
  };
}

/**
 * How `redrive-failed-records` puts a failed record back into the stream it came from: one JSON text per Firehose record, written by
 * `JSON.stringify` with the keys in this order, so that it begins with `{"redrive":{`.
 *
 * An access-log line cannot pass for one. API Gateway fills a template that somebody with the right to change the stage wrote, and a client
 * only fills the gaps of it; no access-log format begins with that text. Lines inside a CloudWatch Logs batch are never read as envelopes.
 */
export interface RedriveEnvelope {
  readonly redrive: {
    /** How often the record has been put back, this time included: 1 the first time. */
    readonly attempt: number;
    /** `raw`: what the stream received, or one line of it, to be transformed by today's code. `row`: rows of ours, to be checked and passed on. */
    readonly kind: "raw" | "row";
    /** When the record first arrived, in milliseconds since 1970. */
    readonly arrival: number;
    /** The log group that a single line came from, so that it meets its own format again. */
    readonly logGroup?: string;
    /** The failed line's `rowId`, so that a row without a request id keeps its key however often it is put back. */
    readonly rowId?: string;
  };
  /** Base64 of the original bytes. */
  readonly data: string;
}

/**
 * One line that could not be stored while its record could: a line of a JSON-lines object under `failed/<stream>/line-failed/dt=…/`.
 * The first five fields are those of Firehose's own error objects.
 */
export interface FailedLine {
  /** How often the line has been tried, this time included. */
  readonly attemptsMade: number;
  /** Milliseconds since 1970. */
  readonly arrivalTimestamp: number;
  /** `LineNotUnderstood`; `ResponseTooLarge` and `SpansDays` for good lines that do not fit beside the others of their record. */
  readonly errorCode: "LineNotUnderstood" | "ResponseTooLarge" | "SpansDays";
  readonly errorMessage: string;
  /** Base64 of the line. */
  readonly rawData: string;
  /** Place in the record, from 1. */
  readonly lineNumber: number;
  readonly logGroup: string | null;
  readonly logStream: string | null;
  /** Goes into the envelope's `rowId`. */
  readonly rowId: string;
}

/** What Amazon Data Firehose hands to a transform function: up to 6 MB of records, base64. */
export interface FirehoseTransformEvent {
  readonly invocationId: string;
  readonly deliveryStreamArn: string;
  readonly region?: string;
  readonly records: readonly FirehoseRecord[];
}

/** One record as it was put into the stream. */
export interface FirehoseRecord {
  readonly recordId: string;
  /** Milliseconds since 1970. */
  readonly approximateArrivalTimestamp?: number;
  /** Base64 of at most 1,000 KiB. */
  readonly data: string;
}

/** The answer: every record id of the event exactly once. */
export interface FirehoseTransformResult {
  readonly records: FirehoseAnswer[];
}

/** `Ok` and `Dropped` count as success; a `ProcessingFailed` record is kept by Firehose, as it came, under the stream's error prefix. */
export interface FirehoseAnswer {
  recordId: string;
  result: "Ok" | "Dropped" | "ProcessingFailed";
  /** Base64 of the rows; only with `Ok`. */
  data?: string;
  metadata?: { partitionKeys: { dt: string } };
  /** Why the record failed. Only where the configuration asks for it: Firehose's contract does not name this field. */
  errorMessage?: string;
}

/** What a put of records answers: how many were refused, and per record why. */
interface PutAnswer {
  FailedPutCount?: number;
  RequestResponses?: { ErrorCode?: string }[];
}

/**
 * Puts records into a delivery stream in as few calls as it takes: 500 records or 4 MiB each.
 *
 * PutRecordBatch may refuse some records of a call that succeeds, under throttling for the most part. Only these are put again, after
 * a pause that doubles, up to five times; what is refused even then is thrown as an error. Records that were accepted stay accepted,
 * which the stream's readers know how to deal with: rows have ids.
 *
 * `accepted(index)` is called after every call whose records were all taken, so that a later attempt can begin there. The largest
 * record that Firehose takes is 1,000 KiB; larger ones are the caller's concern.
 */
export function makeRecordPutter(put: (records: Uint8Array[]) => Promise<PutAnswer>, pause: (ms: number) => Promise<void>) {
  const attempts = 6;

  const putAll = async (records: Uint8Array[]): Promise<void> => {
    let left = records;
    for (let attempt = 1; ; attempt++) {
      const answer = await put(left);
      if (!answer.FailedPutCount) return;
      const refused = left.filter((_record, index) => answer.RequestResponses?.[index]?.ErrorCode);
      const codes = [...new Set((answer.RequestResponses ?? []).map((one) => one.ErrorCode).filter(Boolean))].join(", ");
      if (attempt === attempts)
        throw new Error(`The delivery stream refused ${refused.length} of ${records.length} records ${attempts} times: ${codes}.`);
      // An answer that counts refusals without naming them leaves no choice but to put all of them again.
      if (refused.length > 0) left = refused;
      await pause(25 * 2 ** attempt * (0.5 + Math.random() / 2));
    }
  };

  return async (records: Uint8Array[], from: number, accepted: (index: number) => Promise<void>): Promise<void> => {
    let start = from;
    while (start < records.length) {
      let end = start;
      let bytes = 0;
      while (end < records.length && end - start < 500 && (end === start || bytes + records[end]!.byteLength <= 4194304)) {
        bytes += records[end]!.byteLength;
        end++;
      }
      await putAll(records.slice(start, end));
      await accepted(end);
      start = end;
    }
  };
}

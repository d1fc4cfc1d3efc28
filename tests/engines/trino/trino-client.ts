/** What Trino refused, in its own words. */
export class TrinoError extends Error {
  constructor(
    error: { errorName: string; message: string },
    readonly sql: string,
  ) {
    super(`${error.errorName}: ${error.message}`);
    this.name = error.errorName;
  }
}

export interface TrinoAnswer {
  id: string;
  columns: { name: string; type: string }[];
  rows: any[][];
  stats: { physicalInputBytes: number; totalSplits: number; processedRows: number };
}

/** Queries one Trino server in the catalog that Athena's views name. */
export class TrinoClient {
  private readonly base: string;
  private readonly headers: Record<string, string>;

  constructor(port: number, schema: string) {
    this.base = `http://127.0.0.1:${port}`;
    this.headers = {
      "X-Trino-User": "verify",
      "X-Trino-Catalog": "awsdatacatalog",
      "X-Trino-Schema": schema,
      "X-Trino-Time-Zone": "UTC",
      "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME", // without it every timestamp is cut to milliseconds
    };
  }

  /** The server says that it is ready some seconds before its catalog has a node; that one error is tried again. */
  async query(sql: string): Promise<TrinoAnswer> {
    for (const end = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
      try {
        return await this.once(sql);
      } catch (error: any) {
        if (error.name !== "NO_NODES_AVAILABLE" || Date.now() > end) throw error;
      }
    }
  }

  /** What `now()` was for a statement, to the millisecond. */
  async startOf(answer: TrinoAnswer): Promise<Date> {
    const query = await this.call(`${this.base}/v1/query/${answer.id}`, { headers: this.headers });
    return new Date(query.session.start);
  }

  private async once(sql: string): Promise<TrinoAnswer> {
    const rows: any[][] = [];
    let columns: TrinoAnswer["columns"] | undefined;
    let page: any = await this.call(`${this.base}/v1/statement`, { method: "POST", headers: this.headers, body: sql });
    for (;;) {
      columns ??= page.columns;
      if (page.data) for (const row of page.data) rows.push(row);
      if (page.error) throw new TrinoError(page.error, sql);
      if (!page.nextUri) return { id: page.id, columns: columns ?? [], rows, stats: page.stats };
      page = await this.call(page.nextUri, { headers: this.headers });
    }
  }

  private async call(url: string, init: RequestInit): Promise<any> {
    for (let wait = 50; ; wait = Math.min(wait * 2, 1000)) {
      const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(120_000) });
      if (answer.ok) return answer.json();
      if (![429, 502, 503, 504].includes(answer.status)) throw new Error(`HTTP ${answer.status} from Trino: ${await answer.text()}`);
      await new Promise((resolve) => setTimeout(resolve, wait)); // the protocol asks for a retry on these
    }
  }
}

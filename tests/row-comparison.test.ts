import { expect } from "chai";
import { compareAnswers } from "./engines/trino/row-comparison";

const answer = (...rows: unknown[][]) => ({ columns: ["route", "requests", "p99"].map((name) => ({ name, type: "double" })), rows }) as any;
const messages = async (trino: unknown[][], duckdb: unknown[][], low = duckdb, high = duckdb) => {
  const bounds = async () => ({ low: answer(...low), high: answer(...high) });
  const found = await compareAnswers("query q", { trino: answer(...trino), duckdb: answer(...duckdb), bounds });
  return found.map(({ message }) => message).join();
};

describe("the comparison of Trino's rows with DuckDB's", () => {
  it("takes rows in any order and sums to nine digits, and nothing else that differs", async () => {
    expect(
      await messages(
        [
          [1, 2.0000000001, 5],
          [2, 3, 6],
        ],
        [
          [2, 3, 6],
          [1, 2, 5],
        ],
      ),
    ).to.equal("");
    expect(await messages([[1, 2, 5]], [[1, 3, 5]])).to.contain("requests is 2 in Trino and 3 in DuckDB");
    expect(await messages([[1, 2, 5]], [])).to.equal("1 rows in Trino, 0 in DuckDB");
  });

  it("lets percentiles be off by a quarter, or lie between their neighbours where the values jump", async () => {
    expect(await messages([[1, 2, 600]], [[1, 2, 500]])).to.equal("");
    expect(await messages([[1, 2, 810]], [[1, 2, 604]], [[1, 2, 590]], [[1, 2, 900]])).to.equal("");
    expect(await messages([[1, 2, 910]], [[1, 2, 604]], [[1, 2, 590]], [[1, 2, 900]])).to.contain("p99 is 910 in Trino and 604 in DuckDB");
    expect(await messages([[1, 2, null]], [[1, 2, 604]], [[1, 2, 590]], [[1, 2, 900]])).to.contain("p99 is null in Trino");
  });

  it("takes no neighbours of other rows", async () => {
    expect(await messages([[1, 2, 810]], [[1, 2, 604]], [[7, 2, 590]], [[1, 2, 900]])).to.contain("p99 is 810 in Trino and 604 in DuckDB");
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { readReferenceFiles } from "../../settings/reference-files";
import { deployed } from "../deployments";
import { deployStack } from "../harness";

describe("the team's own tables", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "reference-"));
  });
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };

  it("lie compressed in their tables' folders, and in the state only as a hash", async () => {
    const stack = await deployed("everything");
    for (const [table, first] of [
      ["ip-ranges", '"00000000000000000000ffffc0000200","00000000000000000000ffffc000027f","NL"'],
      ["threat-networks", '"00000000000000000000ffffc6336400","00000000000000000000ffffc63364ff","scanners, and worse"'],
    ]) {
      const { inputs } = stack.named(`catalog-${table}-rows`);
      expect(inputs).to.deep.include({
        bucket: "lake-bucket",
        key: `reference/${table!.replaceAll("-", "_")}/rows.csv.gz`,
        contentType: "application/gzip",
      });
      expect(stack.named(`catalog-${table}`).inputs.storageDescriptor.location).to.match(/\/reference\/(ip_ranges|threat_networks)\/$/);
      expect(inputs.contentEncoding).to.equal(undefined);
      const uploaded = readFileSync(await inputs.source.path);
      expect(path.basename(await inputs.source.path)).to.equal(`${inputs.sourceHash}.gz`);
      expect(gunzipSync(uploaded).toString().split("\n")[0]).to.equal(first);
    }
  });

  it("are not there without a file", async () => {
    const stack = await deployed("minimal");
    expect(stack.ofType("aws:s3/bucketObjectv2:BucketObjectv2")).to.deep.equal([]);
    expect(readReferenceFiles({})).to.deep.equal({ ipRanges: undefined, threatNetworks: undefined });
  });

  it("fail the preview by setting, file and line, before anything is made", async () => {
    const geoRangesFile = file("ranges.csv", "192.0.2.0/24,NL\n192.0.3.0/24,Germany\n");
    let made = 0;
    const error = await deployStack({ geoRangesFile }, { watch: () => made++ }).then(
      () => undefined,
      (refusal: Error) => refusal,
    );
    expect(error?.message).to.contain(
      "Invalid setting 'api-usage-analytics:geoRangesFile': line 2 of 'ranges.csv' must be a range and a country by its two letters of ISO 3166, got '192.0.3.0/24,Germany'.",
    );
    expect(made).to.equal(0);
  });

  it("are refused where the file is missing, empty or no file of the kind", () => {
    const missing = path.join(folder, "none.csv");
    expect(() => readReferenceFiles({ threatNetworksFile: missing })).to.throw(
      `Invalid setting 'api-usage-analytics:threatNetworksFile': must be a file that exists, got '${missing}'.`,
    );
    expect(() => readReferenceFiles({ threatNetworksFile: folder })).to.throw("must be a file that can be read");
    expect(() => readReferenceFiles({ threatNetworksFile: file("empty.csv", "network,name\n") })).to.throw(
      "must be a file with at least one row",
    );
  });
});

import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { chooseMutations } from "./engines/mutations/choose-mutations";
import { mutations } from "./engines/mutations/mutations";
import { nothingChecked } from "./engines/nothing-checked";
import { findingsOf } from "./engines/provider/check-configuration";
import { findPythonEnvironment } from "./engines/python-environment";
import { withTemporaryFolder } from "./engines/temporary-folder";

const ROOT = path.join(__dirname, "..");

describe("deliberate mistakes", () => {
  it("are at least 25, each with a name of its own", () => {
    expect(mutations.length).to.be.at.least(25);
    expect(new Set(mutations.map(({ mistake }) => mistake)).size).to.equal(mutations.length);
  });

  it("are chosen by engine or by name, and never none of them", () => {
    expect(chooseMutations()).to.have.length(mutations.length);
    expect(chooseMutations(["moto"]).map(({ judge }) => judge)).to.deep.equal(["moto", "moto"]);
    expect(chooseMutations([mutations[3]!.mistake])).to.deep.equal([mutations[3]]);
    for (const wrong of ["mtoo", "browser", ""])
      expect(() => chooseMutations(["moto", wrong])).to.throw(`Invalid option '--only': must be an engine that judges mistakes`);
  });

  it("are no finding of theirs by chance: the words are those of the mistake", () => {
    for (const { mistake, says } of mutations)
      for (const other of [
        "",
        "ended with 1",
        "fetch failed",
        "ECONNREFUSED 127.0.0.1",
        "Error: Timeout",
        "internal error",
        "the judge ended",
      ])
        expect(says.test(other), `${mistake}: ${other}`).to.equal(false);
  });

  for (const { mistake, file, find, replace } of mutations)
    it(`can still be made: ${mistake}`, () => {
      const text = fs.readFileSync(path.join(ROOT, file), "utf8");
      expect(text.split(find), `places in ${file}`).to.have.length(2);
      expect(replace).to.not.equal(find);
    });
});

describe("engines", () => {
  it("that had nothing to look at have found that", () => {
    expect(nothingChecked({ views: 22, rows: 1 })).to.deep.equal([]);
    expect(nothingChecked({ views: 0, rows: 1, queries: Number.NaN }).map(({ message }) => message)).to.deep.equal([
      "nothing was checked: no views",
      "nothing was checked: no queries",
    ]);
  });

  it("in Python are there in the version that was asked for, whole, or not at all", () =>
    withTemporaryFolder("python", async (root) => {
      const find = (packages: Record<string, string>) => findPythonEnvironment("lint", packages, root);
      expect(find({ "cfn-lint": "1.2.3" })).to.equal(undefined);
      const made = path.join(root, "lib/python3.11/site-packages/cfn_lint-1.2.3.dist-info");
      fs.mkdirSync(made, { recursive: true });
      fs.mkdirSync(path.join(root, "bin"));
      fs.writeFileSync(path.join(root, "bin/python"), "");
      expect(find({ "cfn-lint": "1.2.3" }), "broke off").to.equal(undefined);
      fs.writeFileSync(path.join(made, "RECORD"), "");
      expect(find({ "cfn-lint": "1.2.3" })).to.equal(path.join(root, "bin"));
      expect(find({ "cfn-lint": "1.2.4" }), "another version").to.equal(undefined);
      expect(find({ "cfn-lint": "1.2.3", parliament: "1.6.4" }), "one of two").to.equal(undefined);
      fs.rmSync(path.join(root, "bin/python"));
      expect(find({ "cfn-lint": "1.2.3" }), "its Python has gone").to.equal(undefined);
    }));

  it("that run Terraform take an end without a word for a failure", () => {
    const nowhere = { files: new Map(), findings: [], locate: () => ({}), propertyOf: (_: string, to: string) => to, byAddress: new Map() };
    const found = (status: number | null, ...severities: string[]) =>
      findingsOf({ status, diagnostics: severities.map((severity) => ({ severity, summary: "said" })) }, "replan", nowhere, [0, 2]);
    expect(found(0)).to.deep.equal([]);
    expect(found(2)).to.deep.equal([]);
    expect(found(1, "error").map(({ message }) => message)).to.deep.equal(["said"]);
    expect(found(1, "warning").map(({ severity }) => severity)).to.deep.equal(["warning", "error"]);
    expect(found(null).map(({ message }) => message)).to.deep.equal([
      "Terraform ended with a signal or at its time limit, without a reason",
    ]);
  });
});

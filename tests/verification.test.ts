import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { mutations } from "./engines/mutations/mutations";

const ROOT = path.join(__dirname, "..");

describe("deliberate mistakes", () => {
  it("are at least 25, each with a name of its own", () => {
    expect(mutations.length).to.be.at.least(25);
    expect(new Set(mutations.map(({ mistake }) => mistake)).size).to.equal(mutations.length);
  });

  for (const { mistake, file, find, replace } of mutations)
    it(`can still be made: ${mistake}`, () => {
      const text = fs.readFileSync(path.join(ROOT, file), "utf8");
      expect(text.split(find), `places in ${file}`).to.have.length(2);
      expect(replace).to.not.equal(find);
    });
});

import type { JudgeName } from "./judges";

/** One deliberate mistake in the program, and who must notice it. */
export interface Mutation {
  mistake: string;
  /** File of the program, from the root of the checkout. */
  file: string;
  /** Text that stands in the file exactly once. */
  find: string;
  replace: string;
  /** The engine, and the part of it that is enough to notice. */
  judge: JudgeName;
  /** What a finding must say, so that nobody takes another finding for this one. */
  says: RegExp;
}

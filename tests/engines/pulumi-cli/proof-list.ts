import type { Finding } from "../engine";
import type { CliResult } from "./workspace";

/** Counts what was asked of the CLI and keeps what it answered wrongly. */
export class ProofList {
  proofs = 0;
  readonly findings: Finding[] = [];

  /** The command must end with this status, and its output hold the text. */
  expectCommand(name: string, result: CliResult, status: number, text = ""): void {
    const right = result.status === status && result.output.includes(text);
    this.expect(name, right, `exit code ${result.status} (wanted ${status}${text && ` and '${text}'`}): ${tail(result.output)}`);
  }

  expect(name: string, right: boolean, otherwise: string): void {
    this.proofs++;
    if (!right) this.findings.push({ where: name, message: otherwise });
  }
}

const tail = (text: string) => text.trim().split("\n").slice(-12).join(" / ").slice(-900);

import type { FilterField } from "../../../analytics/visuals";
import type { Preview, PreviewRequest } from "../../cloudwatch/preview-contract";
import type { About, Answer, Range, RowsAnswer, Scope } from "../contract";
import type { Shape } from "../questions";

/** Where answers come from: a server on this machine, or a report that carries them. */
export interface Source {
  readonly kind: "server" | "report";
  /** Days that can be chosen, where not every range can. */
  readonly days?: readonly Range[];
  about(): Promise<About>;
  visual(id: string, scope: Scope, shape: Shape, signal: AbortSignal): Promise<Answer>;
  /** Rows behind a visual; a report has none. */
  rows?(id: string, scope: Scope, signal: AbortSignal): Promise<RowsAnswer>;
  /** What the CloudWatch dashboards of a stack would show; a report has none. */
  preview?(request: PreviewRequest, signal: AbortSignal): Promise<Preview>;
  /** Whether this scope can be answered; a report holds prepared scopes only. */
  answers(scope: Scope): boolean;
  /** Whether a value of a filter can be chosen within this scope. */
  offers(field: FilterField, value: string | null, scope: Scope): boolean;
}

async function ask<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: signal ?? null,
  });
  const answer = (await response.json()) as T & { error?: string };
  if (!response.ok) throw new Error(answer.error ?? `The server answered ${response.status}.`);
  return answer;
}

/** Asks the server that served the page. */
export function serverSource(): Source {
  return {
    kind: "server",
    about: () => ask<About>("/ask/about", {}),
    visual: (id, scope, shape, signal) => ask<Answer>("/ask/visual", { id, ...scope, shape }, signal),
    rows: (id, scope, signal) => ask<RowsAnswer>("/ask/rows", { id, ...scope }, signal),
    preview: (request, signal) => ask<Preview>("/ask/preview", request, signal),
    answers: () => true,
    offers: () => true,
  };
}

import type { FilterField, Visual } from "../../../analytics/visuals";
import type { About, Answer, Range, Scope } from "../contract";
import type { Source } from "./source";
import type { Theme } from "./theme";

/** What every card of a dashboard is given. */
export interface Surroundings {
  readonly source: Source;
  readonly about: About;
  readonly extent: Range;
  readonly scope: Scope;
  readonly theme: Theme;
  readonly onFilter: (field: FilterField, value: string | null) => void;
  readonly onRange: (range: Range) => void;
  readonly onClear: () => void;
  readonly onRows: (visual: Visual) => void;
  readonly onSql: (visual: Visual, answer: Answer) => void;
}

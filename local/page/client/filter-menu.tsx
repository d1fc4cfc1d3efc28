import { useState } from "preact/hooks";
import type { FilterValue } from "../contract";
import { count } from "./numbers";
import { Popover } from "./popover";

interface FilterMenuProps {
  readonly label: string;
  readonly values: readonly FilterValue[];
  readonly chosen: readonly (string | null)[];
  readonly offered: (value: string | null) => boolean;
  readonly whyNot: string;
  readonly onToggle: (value: string | null) => void;
  readonly onClear: () => void;
}

const searchable = 8;

/** What rows without a value are called. */
export const none = "(none)";
export const nameOf = (value: string | null) => value ?? none;

/** One filter: the values there are, the busiest first, with how many requests each has. */
export function FilterMenu({ label, values, chosen, offered, whyNot, onToggle, onClear }: FilterMenuProps) {
  const [search, setSearch] = useState("");
  const found = values.filter((v) => nameOf(v.value).toLowerCase().includes(search.trim().toLowerCase()));
  // A value from a link that this data does not have is shown too, so that it can be taken away.
  const unknown = chosen.filter((value) => !values.some((v) => v.value === value)).map((value) => ({ value, requests: 0 }));
  const usable = values.some((v) => offered(v.value)) || chosen.length > 0;
  const shown = chosen.length === 0 ? "All" : chosen.length === 1 ? nameOf(chosen[0]!) : `${chosen.length} chosen`;
  return (
    <Popover
      class={chosen.length > 0 ? "control filter active" : "control filter"}
      disabled={!usable}
      title={usable ? undefined : values.length === 0 ? `No ${label.toLowerCase()} in this data.` : whyNot}
      name={`${label}: ${shown}`}
      label={
        <>
          <span class="quiet">{label}</span> <b>{shown}</b>
        </>
      }
    >
      {() => (
        <div class="filter-panel">
          {values.length > searchable && (
            <input
              type="search"
              placeholder={`Search ${label.toLowerCase()}`}
              aria-label={`Search ${label.toLowerCase()}`}
              value={search}
              onInput={(event) => setSearch(event.currentTarget.value)}
            />
          )}
          <ul class="choices scroll">
            {[...unknown, ...found].map(({ value, requests }) => (
              <li key={nameOf(value)}>
                <label class={offered(value) || chosen.includes(value) ? "choice" : "choice off"}>
                  <input
                    type="checkbox"
                    checked={chosen.includes(value)}
                    disabled={!offered(value) && !chosen.includes(value)}
                    onChange={() => onToggle(value)}
                  />
                  <span class="choice-name" title={nameOf(value)}>
                    {nameOf(value)}
                  </span>
                  <span class="choice-count">{count(requests)}</span>
                </label>
              </li>
            ))}
            {found.length === 0 && <li class="hint">Nothing matches “{search}”.</li>}
          </ul>
          {chosen.length > 0 && (
            <button type="button" class="link" onClick={onClear}>
              Show all
            </button>
          )}
        </div>
      )}
    </Popover>
  );
}

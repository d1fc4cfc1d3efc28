import type { FilterField, Filters } from "../../../analytics/visuals";
import type { About, Range } from "../contract";
import { type Address, rangeOf, type Span, toggled, without } from "./address";
import { fieldNames } from "./fields";
import { FilterMenu, nameOf } from "./filter-menu";
import { RangePicker } from "./range-picker";
import type { Source } from "./source";

interface FilterBarProps {
  readonly source: Source;
  readonly about: About;
  readonly extent: Range;
  readonly address: Address;
  readonly onSpan: (span: Span) => void;
  readonly onFilters: (filters: Filters) => void;
}

/** One bar that holds on every dashboard. Filters that came by clicking a value stand beside the menus and go with a click. */
export function FilterBar({ source, about, extent, address, onSpan, onFilters }: FilterBarProps) {
  const { filters, span } = address;
  const scope = { range: rangeOf(span, extent), filters };
  const menus = about.filters.filter(({ field, values }) => values.length > 0 || filters[field]);
  const clicked = (Object.entries(filters) as [FilterField, readonly (string | null)[]][]).filter(
    ([field]) => !menus.some((menu) => menu.field === field),
  );
  return (
    <div class="filters" role="toolbar" aria-label="Range and filters">
      <RangePicker
        span={span}
        extent={extent}
        days={source.days}
        offered={(other) => source.answers({ filters, range: rangeOf(other, extent) })}
        onSpan={onSpan}
      />
      {menus.map(({ field, values }) => (
        <FilterMenu
          key={field}
          label={fieldNames[field]}
          values={values}
          chosen={filters[field] ?? []}
          offered={(value) => source.offers(field, value, scope)}
          whyNot="A report holds prepared answers only; open the lake with a server for this filter."
          onToggle={(value) =>
            onFilters(
              source.kind === "report" ? { [field]: filters[field]?.includes(value) ? [] : [value] } : toggled(filters, field, value),
            )
          }
          onClear={() => onFilters(without(filters, field))}
        />
      ))}
      {clicked.flatMap(([field, values]) =>
        values.map((value) => (
          <button
            key={`${field}${value}`}
            type="button"
            class="control active"
            title="Take this filter away"
            onClick={() => onFilters(toggled(filters, field, value))}
          >
            <span class="quiet">{fieldNames[field]}</span> <b>{nameOf(value)}</b> <span aria-hidden="true">×</span>
          </button>
        )),
      )}
      {Object.keys(filters).length > 0 && (
        <button type="button" class="link" onClick={() => onFilters({})}>
          Clear filters
        </button>
      )}
    </div>
  );
}

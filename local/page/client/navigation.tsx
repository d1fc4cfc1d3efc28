import { useEffect, useRef } from "preact/hooks";
import { dashboards } from "../../../analytics/visuals";
import { type Address, writeAddress } from "./address";
import type { Theme } from "./theme";

interface NavigationProps {
  readonly current: string;
  readonly address: Address;
  /** Whether the dashboards of a stack in CloudWatch can be previewed. */
  readonly preview: boolean;
  readonly theme: Theme;
  readonly onTheme: () => void;
  readonly version: string | undefined;
}

/** The dashboards; range and filters go along from one to the next. */
export function Navigation({ current, address, preview, theme, onTheme, version }: NavigationProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // On a narrow screen the list is a row that scrolls; the page itself must not.
    const here = list.current!.querySelector<HTMLElement>('[aria-current="page"]');
    if (here) list.current!.scrollLeft = here.offsetLeft - 40;
  }, [current]);
  return (
    <nav class="nav" aria-label="Dashboards">
      <p class="brand">
        API usage analytics
        <small>usage, health and changes</small>
      </p>
      <ul ref={list}>
        {dashboards.map((dashboard) => (
          <li key={dashboard.id}>
            <a
              href={writeAddress({ ...address, dashboard: dashboard.id })}
              aria-current={dashboard.id === current ? "page" : undefined}
              title={dashboard.purpose}
            >
              {dashboard.title}
            </a>
          </li>
        ))}
        {preview && (
          <li class="nav-group">
            <a
              href="#/cloudwatch"
              aria-current={current === "cloudwatch" ? "page" : undefined}
              title="The operations dashboards of a stack, as CloudWatch would show them of this lake."
            >
              CloudWatch preview
            </a>
          </li>
        )}
      </ul>
      <div class="nav-foot">
        <button type="button" class="link" onClick={onTheme}>
          {theme === "dark" ? "Light theme" : "Dark theme"}
        </button>
        {version && <span class="hint">Version {version}</span>}
      </div>
    </nav>
  );
}

import { dashboards } from "../../../analytics/visuals";
import { type Address, writeAddress } from "./address";
import type { Theme } from "./theme";

interface NavigationProps {
  readonly current: string;
  readonly address: Address;
  readonly theme: Theme;
  readonly onTheme: () => void;
  readonly version: string | undefined;
}

/** The dashboards; range and filters go along from one to the next. */
export function Navigation({ current, address, theme, onTheme, version }: NavigationProps) {
  return (
    <nav class="nav" aria-label="Dashboards">
      <p class="brand">
        API usage analytics
        <small>usage, health and changes</small>
      </p>
      <ul>
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

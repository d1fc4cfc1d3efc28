import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { Theme } from "../../../analytics/visuals";
import { publishColours } from "./colours";

export type { Theme };

const wanted = matchMedia("(prefers-color-scheme: dark)");

function remembered(): Theme | null {
  try {
    const theme = localStorage.getItem("theme");
    return theme === "light" || theme === "dark" ? theme : null;
  } catch {
    // Some browsers refuse storage to files; the system's theme is as good.
    return null;
  }
}

/** The theme and a way to switch it; follows the system until somebody chooses. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(remembered() ?? (wanted.matches ? "dark" : "light"));
  useLayoutEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    publishColours(theme);
  }, [theme]);
  useEffect(() => {
    const follow = () => remembered() ?? setTheme(wanted.matches ? "dark" : "light");
    wanted.addEventListener("change", follow);
    return () => wanted.removeEventListener("change", follow);
  }, []);
  const toggle = () => {
    const next = theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("theme", next);
    } catch {
      // Not remembered, still switched.
    }
    setTheme(next);
  };
  return [theme, toggle];
}

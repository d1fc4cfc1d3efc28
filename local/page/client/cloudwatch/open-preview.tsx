import { useEffect, useState } from "preact/hooks";
import type { Source } from "../source";
import type { Theme } from "../theme";
import type { PreviewView } from "./preview-view";

/** Opens the preview. Its code is set up when it is opened first: the dashboards of the page do not wait for it. */
export function OpenPreview({ source, theme }: { readonly source: Source; readonly theme: Theme }) {
  const [View, setView] = useState<typeof PreviewView>();
  useEffect(() => {
    void import("./preview-view.js").then((loaded) => setView(() => loaded.PreviewView));
  }, []);
  return View ? <View source={source} theme={theme} hash={location.hash} /> : <p class="boot">Opening the preview…</p>;
}

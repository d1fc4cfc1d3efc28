import { render } from "preact";
import { App } from "./app";
import { reportSource } from "./report-source";
import { serverSource } from "./source";

const root = document.getElementById("page")!;

void reportSource().then((report) => {
  root.replaceChildren();
  render(<App source={report ?? serverSource()} />, root);
});

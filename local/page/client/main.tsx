import { render } from "preact";
import { App } from "./app";
import { reportSource } from "./report-source";
import { serverSource } from "./source";

void reportSource().then((report) => render(<App source={report ?? serverSource()} />, document.getElementById("page")!));

import { render } from "preact";
import { App } from "./app";
import { serverSource } from "./source";

render(<App source={serverSource()} />, document.getElementById("page")!);

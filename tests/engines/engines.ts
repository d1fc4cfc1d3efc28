import { engine as browser } from "./browser";
import { engine as definitions } from "./definitions";
import { engine as emulator } from "./emulator";
import type { Engine } from "./engine";
import { engine as lambdaContract } from "./lambda-contract";
import { engine as moto } from "./moto";
import { engine as provider } from "./provider";
import { engine as pulumiCli } from "./pulumi-cli";
import { engine as trino } from "./trino";
import { engine as velocity } from "./velocity";

/** Every engine, the slow ones first so that two at a time end together. */
export const engines: Engine[] = [pulumiCli, emulator, trino, provider, velocity, moto, definitions, browser, lambdaContract];

import * as pulumi from "@pulumi/pulumi";
import { compactHandlerText } from "../functions/compact-handler-text";

const handlerFile = "__index.js";

/** A package as an output hands it over: its assets, but no longer the class. */
interface Package {
  readonly assets: Record<string, pulumi.asset.Asset> | Promise<Record<string, pulumi.asset.Asset>>;
}

/** Replaces the serialized handler in a function's package by its compact text; the rest of the package stays as it is. */
async function compacted(code: Package): Promise<pulumi.asset.Archive> {
  const assets = await code.assets;
  const { text } = (await assets[handlerFile]) as pulumi.asset.StringAsset;
  return new pulumi.asset.AssetArchive({ ...assets, [handlerFile]: new pulumi.asset.StringAsset(compactHandlerText(await text)) });
}

/** A transformation of a function: what is uploaded is as small as it can be without rewriting a line. */
export const compactPackage: pulumi.ResourceTransformation = ({ props, opts }) => ({
  opts,
  props: { ...props, code: pulumi.output(props.code).apply((code: Package) => compacted(code)) },
});

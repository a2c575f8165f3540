// Rebuild static/vendor from the locked packages: `npm ci && npm run vendor`. The same lock gives the same bytes.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const OUT = "static/vendor";
const HERE = "static/js/bundles";
const INTER = "node_modules/@fontsource-variable/inter";
const TABLER = "node_modules/@tabler/icons";

/** Each written file with the packages inside it. @type {Record<string, string[]>} */
const made = {};

async function write(path, content, packages) {
  await mkdir(dirname(join(OUT, path)), { recursive: true });
  await writeFile(join(OUT, path), content);
  made[path] = packages;
}

async function bundleOpenLayers() {
  const result = await build({
    entryPoints: [join(HERE, "openlayers.entry.js")],
    bundle: true, minify: true, format: "esm", target: "es2020", charset: "utf8",
    legalComments: "none", metafile: true, write: false, outfile: "ol.js",
  });
  const [output] = Object.values(result.metafile.outputs);
  const used = Object.entries(output.inputs).filter(([, input]) => input.bytesInOutput > 0);
  const packages = used.map(([path]) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  await write("openlayers/ol.js", result.outputFiles[0].contents, [...new Set(packages.filter(Boolean))].sort());
}

async function drawSprite() {
  const names = JSON.parse(await readFile(join(HERE, "icons.json"), "utf8"));
  const symbols = await Promise.all(names.sort().map(async (name) => {
    const drawing = await readFile(join(TABLER, "icons/outline", `${name}.svg`), "utf8");
    const paths = drawing.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s*\n\s*/g, "").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
      `stroke-linecap="round" stroke-linejoin="round">${paths}</symbol>`;
  }));
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
  await write("icons/icons.svg", sprite, ["@tabler/icons"]);
}

async function copyFont() {
  const font = await readFile(join(INTER, "files/inter-latin-wght-normal.woff2"));
  await write("inter/inter-latin.woff2", font, ["@fontsource-variable/inter"]);
}

async function describe(name) {
  const folder = join("node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const text = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
  const copy = `licences/${name.replace("@", "").replace("/", "-")}.txt`;
  await mkdir(join(OUT, "licences"), { recursive: true });
  await cp(join(folder, text), join(OUT, copy));
  return { name, version, licence: license, text: copy };
}

async function writeList() {
  const names = [...new Set(Object.values(made).flat())].sort();
  const files = await Promise.all(Object.entries(made).sort().map(async ([path, packages]) => ({
    path, sha256: createHash("sha256").update(await readFile(join(OUT, path))).digest("hex"), packages,
  })));
  const list = { files, packages: await Promise.all(names.map(describe)) };
  await writeFile(join(OUT, "vendor.json"), JSON.stringify(list, null, 2) + "\n");
}

await rm(OUT, { recursive: true, force: true });
await Promise.all([bundleOpenLayers(), drawSprite(), copyFont()]);
await writeList();

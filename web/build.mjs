// Bundles the site's scripts and style into the folder that the Python package carries.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const out = new URL('../src/sonodeck/pages/site/bundle/', import.meta.url);
const web = new URL('./', import.meta.url);
const path = name => fileURLToPath(new URL(name, web));

/** The script of the shipped card templates, as a function of the part of a page it works on. */
const options = {
  name: 'options',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^sonodeck:options$/ }, () => ({ path: 'options', namespace: 'sonodeck' }));
    onLoad({ filter: /.*/, namespace: 'sonodeck' }, async () => ({
      contents: `export default function (document) {\n${
        await readFile(new URL('../src/sonodeck/anki/cardlook/options.js', web), 'utf8')}}`,
    }));
  },
};

await mkdir(out, { recursive: true });
const shared = {
  bundle: true, minify: true, charset: 'utf8', target: ['es2022'], format: 'iife',
  outdir: fileURLToPath(out), logLevel: 'warning',
};
const { metafile } = await build({
  ...shared, entryPoints: [path('src/app.ts')], globalName: 'sonodeck', plugins: [options], metafile: true,
});
await build({ ...shared, entryPoints: [path('src/start.ts')] });
const { metafile: mathFile } = await build({
  ...shared, entryPoints: [path('src/math.ts')], loader: { '.woff2': 'dataurl' }, metafile: true,
});
const packages = new Set([...Object.keys(metafile.inputs), ...Object.keys(mathFile.inputs)]
  .map(input => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]).filter(Boolean));
const licences = await Promise.all([...packages].sort().map(async name => {
  const { version } = JSON.parse(await readFile(new URL(`node_modules/${name}/package.json`, web)));
  const text = await readFile(new URL(`node_modules/${name}/LICENSE`, web), 'utf8');
  return `${name} ${version}\n\n${text.trim()}\n`;
}));
await writeFile(new URL('licences.txt', out), licences.join(`\n${'-'.repeat(72)}\n\n`));
for (const name of ['icon-192.png', 'icon-512.png', 'icon.svg']) {
  await copyFile(new URL(`static/${name}`, web), new URL(name, out));
}

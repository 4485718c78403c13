import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Marked } from 'marked';
import { compile } from 'svelte/compiler';
import type { Plugin } from 'vite';

const documents = fileURLToPath(new URL('../../docs', import.meta.url));

/**
 * Turns documents into pages of the window. Importing `docs/x.md` gives its name, its title and a compiled component.
 * Links between documents lead to `#name` and `#name/heading`. Links to anything else become text, and so does HTML.
 */
export const guidePages: Plugin = {
  name: 'guide-pages',
  transform(markdown, id) {
    if (!id.endsWith('.md')) return null;
    const images: string[] = [];
    const marked = new Marked({
      renderer: {
        html: ({ text }) => escaped(text),
        heading({ tokens, depth, text }) {
          const level = String(depth);
          return `<h${level} id="${slugOf(text)}">${this.parser.parseInline(tokens)}</h${level}>\n`;
        },
        table(token) {
          const row = (cells: typeof token.header, tag: string) =>
            `<tr>${cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('')}</tr>`;
          const head = token.header.some(({ text }) => text) ? row(token.header, 'th') : '';
          const rows = token.rows.map((cells) => row(cells, 'td')).join('');
          return `<table>${head && `<thead>${head}</thead>`}<tbody>${rows}</tbody></table>\n`;
        },
        link({ href, tokens }) {
          const text = this.parser.parseInline(tokens);
          const to = pageOf(href, id);
          return to === null ? text : `<a href="#${to}">${text}</a>`;
        },
        image({ href, text }) {
          images.push(href);
          return `<img alt="${escaped(text)}" src="${placeOf(images.length - 1)}" />`;
        },
      },
    });
    // braces are code in a component
    const html = marked.parse(markdown, { async: false }).replace(/[{}]/g, (brace) => `{'${brace}'}`);
    const title = /^# (.+)$/m.exec(markdown)?.[1] ?? nameOf(id);
    const component = [
      '<script module>',
      `export const name = ${JSON.stringify(nameOf(id))};`,
      `export const title = ${JSON.stringify(title)};`,
      '</script>',
      '<script>',
      ...images.map((href, i) => `import image${String(i)} from ${JSON.stringify(href)};`),
      '</script>',
      images.reduce((all, _, i) => all.replace(placeOf(i), `{image${String(i)}}`), html),
    ].join('\n');
    const { js } = compile(component, { filename: id, generate: 'client' });
    return { code: js.code, map: null };
  },
};

const placeOf = (image: number) => `image-${String(image)}-here`;

/** "guide/landscapes" of docs/guide/landscapes.md. */
function nameOf(file: string): string {
  return relative(documents, file).replaceAll('\\', '/').replace(/\.md$/, '');
}

/** Where a link leads within the pages; null where it leads out of them. */
function pageOf(href: string, from: string): string | null {
  const [path = '', heading] = href.split('#');
  const file = path === '' ? from : resolve(dirname(from), path);
  const isPage = file.startsWith(documents) && file.endsWith('.md') && existsSync(file);
  if (!isPage || /^\w+:/.test(href)) return null;
  return heading === undefined ? nameOf(file) : `${nameOf(file)}/${heading}`;
}

/** As the platforms that show Markdown name headings. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

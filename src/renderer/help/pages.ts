import type { Component } from 'svelte';

/** The documents as pages of the window. They are large: import this module only when they are needed. */
export interface Page {
  /** "guide/landscapes" */
  readonly name: string;
  readonly title: string;
  readonly default: Component;
}

/** Pages that come first, in this order; the rest follows by title. */
const FIRST = [
  'guide/README',
  'guide/first-descent',
  'guide/landscapes',
  'guide/timeline',
  'guide/keys',
  'guide/queries',
  'guide/memories',
  'guide/settings',
  'guide/reliability',
  'guide/comparing',
  'guide/sessions',
  'guide/experiments',
  'guide/films',
  'guide/accessibility',
  'guide/when-something-goes-wrong',
];

const all = Object.values(
  import.meta.glob<Page>(['../../../docs/*.md', '../../../docs/{guide,decisions}/*.md'], { eager: true }),
);

export const chapters: readonly { readonly title: string; readonly pages: readonly Page[] }[] = [
  { title: 'Guide', pages: inOrder(({ name }) => name.startsWith('guide/')) },
  { title: 'Reference', pages: inOrder(({ name }) => !name.includes('/')) },
  { title: 'Decisions', pages: inOrder(({ name }) => name.startsWith('decisions/')) },
];

export const pages: readonly Page[] = chapters.flatMap((chapter) => chapter.pages);

function inOrder(isIn: (page: Page) => boolean): Page[] {
  const rank = ({ name }: Page) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return all.filter(isIn).sort((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title, 'en'));
}

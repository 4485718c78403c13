/** A document as scripts/vite/guide-pages.ts compiles it. */
declare module '*.md' {
  export const name: string;
  export const title: string;
  import type { Component } from 'svelte';

  const page: Component;
  export default page;
}

import type { BrowseReport } from '#shared/api';
import type { EngineError } from '#shared/errors';
import { toEngineError } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import type { ImageSource } from '#shared/setup';
import type { FetchThumbnails } from '../domain/thumbnails';
import type { Draft } from '../domain/settings/query-draft';
import { draftOf, querySettingsOf } from '../domain/settings/query-draft';
import type { EngineCalls } from './engines';
import { imageSourceOf, jobOf, querySpecOf } from '../domain/settings/job';
import { QueryPreview } from './query-preview.svelte';
import { isEqual } from '../domain/equality';
import type { Library } from './library.svelte';
import type { Selection } from './selection';
import type { CorruptionSettings, QuerySettings, Settings } from '../domain/settings/settings';
import type { UndoList } from './undo-list';
import { changedTo, redone, undoList, undone } from './undo-list';

/** The parts of a session that the editor needs. */
export interface EditorContext {
  readonly opened: OpenedSource | null;
  readonly settings: Settings;
  readonly selection: Pick<Selection, 'addQuery' | 'setQuery'>;
  readonly library: Pick<Library, 'list' | 'thumbnails'>;
  change(change: Partial<Settings>): void;
}

/** The pictures of another source than the open set. */
export interface OtherSource {
  readonly source: string;
  readonly set: BrowseReport;
}

/** An unfinished draft with its history, and the pictures that it was made from. */
interface UnfinishedDraft {
  readonly images: ImageSource;
  readonly list: UndoList<Draft>;
}

/** Edits a query. An unfinished draft is kept until it is used, so closing the editor loses nothing. */
export class QueryEditor {
  readonly preview: QueryPreview;
  /** Another source that was opened to pick pictures from; null if there is none. */
  other = $state.raw<OtherSource | null>(null);
  /** Why the other source could not be opened. */
  otherError = $state.raw<EngineError | null>(null);
  readonly #context: EditorContext;
  /** The index of the edited query; null for a new one. */
  query = $state<number | null>(null);
  #list = $state.raw<UndoList<Draft> | null>(null);
  /** The draft with the unfinished stroke applied. */
  #stroke = $state.raw<Draft | null>(null);
  /** The draft of a new query that was not added yet. */
  #fresh: UnfinishedDraft | null = null;
  readonly #edits = new WeakMap<QuerySettings, UnfinishedDraft>();

  constructor(context: EditorContext, engines: EngineCalls) {
    this.#context = context;
    this.preview = new QueryPreview(engines);
  }

  /** Null while the editor is closed. */
  get draft(): Draft | null {
    return this.#stroke ?? this.#list?.now ?? null;
  }

  /** The corruption of the draft, or that of all queries if the draft has none of its own. */
  get corruption(): CorruptionSettings {
    return this.draft?.corruption ?? this.#context.settings.corruption;
  }

  /** [D]: the picture that the draft is made from; null while it is being read. */
  get origin(): Float32Array | null {
    const { draft, preview } = this;
    if (draft?.source.kind === 'drawn') return draft.source.state;
    return preview.shown && preview.shown.source === draft?.source ? preview.shown.origin : null;
  }

  get canUndo(): boolean {
    return (this.#list?.before.length ?? 0) > 0;
  }

  get canRedo(): boolean {
    return (this.#list?.after.length ?? 0) > 0;
  }

  openNew(): void {
    const { opened, settings } = this.#context;
    if (!opened) return;
    const unfinished = this.#reusable(this.#fresh);
    const name = nextMemory(settings.memories, settings.queries);
    if (unfinished) this.#open(null, unfinished);
    else if (name !== undefined) {
      this.#open(null, undoList<Draft>({ source: { kind: 'picture', name }, corruption: null }));
    }
  }

  openQuery(query: number): void {
    const edited = this.#context.settings.queries[query];
    if (edited) this.#open(query, this.#reusable(this.#edits.get(edited)) ?? undoList(draftOf(edited)));
  }

  /** Closes the editor and keeps the draft for the next time. */
  close(): void {
    const { opened, settings } = this.#context;
    const list = this.#list;
    const edited = this.query === null ? undefined : settings.queries[this.query];
    if (list && opened) {
      const begun = { images: imageSourceOf(opened.source, settings), list };
      if (edited) this.#edits.set(edited, begun);
      else if (this.query === null) this.#fresh = begun;
    }
    this.#end();
  }

  /** Returns the history of an unfinished draft if the same pictures are open in the same shape. */
  #reusable(begun: UnfinishedDraft | null | undefined): UndoList<Draft> | null {
    const { opened, settings } = this.#context;
    return begun && opened && isEqual(begun.images, imageSourceOf(opened.source, settings))
      ? begun.list
      : null;
  }

  /** Previews a change while a pointer or a slider still moves. */
  try(draft: Draft): void {
    this.#stroke = draft;
    this.#ask();
  }

  /** Commits the previewed change as one undo step. */
  keep(): void {
    if (this.#list && this.#stroke) this.#show(changedTo(this.#list, this.#stroke));
  }

  change(change: Partial<Draft>): void {
    if (this.#list) this.#show(changedTo(this.#list, { ...this.#list.now, ...change }));
  }

  undo(): void {
    if (this.#list) this.#show(undone(this.#list));
  }

  redo(): void {
    if (this.#list) this.#show(redone(this.#list));
  }

  /** Reverts to the draft that was first opened, as one undo step. */
  startOver(): void {
    const list = this.#list;
    if (list && list.now !== list.first) this.change(list.first);
  }

  /** Opens a source that a person picks, and makes the query from its first picture. */
  async openOther(pick: () => Promise<OpenedSource | null>): Promise<void> {
    this.otherError = null;
    try {
      const opened = await pick();
      if (!opened) return;
      const { source } = opened;
      const [first] = await this.#listOther(source);
      if (first) this.change({ source: { kind: 'picture', name: first.name, source } });
    } catch (thrown) {
      const error = toEngineError(thrown);
      if (error.code !== 'cancelled') this.otherError = error;
    }
  }

  async #listOther(source: string): Promise<BrowseReport['items']> {
    const { library, settings } = this.#context;
    const set = await library.list(imageSourceOf(source, settings), settings.drawing);
    this.other = { source, set };
    return set.items;
  }

  /** Returns a function that reads small pictures of a source. */
  thumbnailsOf(source: string): FetchThumbnails {
    const images = imageSourceOf(source, this.#context.settings);
    return (...request) => this.#context.library.thumbnails(images, ...request);
  }

  addAsNew(): void {
    const { draft } = this;
    if (!draft) return;
    if (this.query === null) this.#fresh = null;
    this.#end();
    this.#context.selection.addQuery(querySettingsOf(draft));
  }

  replace(): void {
    const { draft, query } = this;
    if (!draft || query === null) return;
    this.#end();
    this.#context.selection.setQuery(query, querySettingsOf(draft));
  }

  /** Applies a corruption to all queries except those with one of their own. */
  applyToAll(corruption: CorruptionSettings): void {
    this.change({ corruption: null });
    this.#context.change({ corruption });
    this.#ask();
  }

  #open(query: number | null, list: UndoList<Draft>): void {
    this.preview.clear();
    this.query = query;
    this.otherError = null;
    this.#show(list);
    const { source } = list.now;
    const other = source.kind === 'picture' ? source.source : undefined;
    if (other === undefined || other === this.other?.source) return;
    this.#listOther(other).catch((thrown: unknown) => {
      this.otherError = toEngineError(thrown);
    });
  }

  #show(list: UndoList<Draft>): void {
    [this.#list, this.#stroke] = [list, null];
    this.#ask();
  }

  #end(): void {
    this.preview.end();
    [this.#list, this.#stroke] = [null, null];
  }

  #ask(): void {
    const { opened, settings } = this.#context;
    const { draft } = this;
    if (!draft || !opened) return;
    const queries = [querySpecOf(querySettingsOf(draft), opened.source, settings)];
    const { memories } = jobOf(opened.source, settings).setup;
    this.preview.ask({ memories, queries: { from: 'each', queries } }, draft.source);
  }
}

/** Returns the first memory that no query is made from, or the first of all. */
function nextMemory(memories: readonly string[], queries: readonly QuerySettings[]): string | undefined {
  const used = new Set(queries.map(({ source }) => (source.kind === 'picture' ? source.name : null)));
  return memories.find((name) => !used.has(name)) ?? memories[0];
}

import type { ModelName } from '#shared/setup';
import type { HitTarget, Moment } from '../../domain/run/moment';
import type { Orbit } from '../../scene/orbit';
import type { CameraPreset, ViewOptions } from '../view-options';
import { orbitOf } from '../view-options';
import { orbitAfterDrag, orbitAfterWheel, orbitForKey, presetForKey } from './camera-input';
import type { PlaneCursor } from './crosshair';
import { moveCursor, planeCentre } from './crosshair';
import type { LandscapeScene } from './landscape-scene';
import type { LandscapeReading } from './probe';
import { probe } from './probe';
import { projectionsOn } from './slice';
import type { StartPoint } from './start-point';
import { startPointAt } from './start-point';

/** A press that moves by fewer CSS pixels is a click. */
const CLICK_PX = 4;

/** The callbacks of the stage. */
export interface StageActions {
  /** Called when the camera of a model's pane was moved. */
  readonly onorbit: (orbit: Orbit, model: ModelName) => void;
  readonly onpreset: (preset: CameraPreset) => void;
  readonly onhover?: (reading: LandscapeReading | null) => void;
  /** Called when a query's state was clicked. */
  readonly onquery?: (query: number) => void;
  /** Called when a query shall start from a state, which is a point of the plane. */
  readonly onstartquery?: (state: Float32Array) => void;
  /** Called when a memory or a state was picked. While this is given, clicks do nothing else. */
  readonly onpick?: ((target: HitTarget) => void) | undefined;
  /** Called when a landscape could not be drawn. */
  readonly onerror?: (error: unknown) => void;
}

/** The stage of a controller; the getters return its present values. */
interface Stage {
  readonly element: HTMLElement;
  readonly scene: LandscapeScene | undefined;
  readonly moment: Moment;
  readonly options: ViewOptions;
  readonly actions: StageActions;
  redraw(): void;
}

interface StagePoint {
  readonly x: number;
  readonly y: number;
}

/** Translates pointer, wheel and key events into camera moves, picks, readings and new queries. */
export class StageController {
  /** The picture or letter under the pointer, and where on the stage the pointer is. */
  hovered = $state.raw<(StagePoint & { readonly target: HitTarget }) | null>(null);
  /** The point of the plane that keys move; null until the first such key. */
  cursor = $state.raw<PlaneCursor | null>(null);
  /** The model whose camera the keys move: the one of the pane where the pointer was last used. */
  activeModel = $state<ModelName>('mrdam');
  #startPoint = $state.raw<StartPoint | null>(null);
  readonly #stage: Stage;
  /** The pressed pointer; `isDrag` once it has moved too far for a click. */
  #press: { x: number; y: number; isPan: boolean; isDrag: boolean } | null = null;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** The point at which a query may start; null once the camera or the plane has changed. */
  get startPoint(): StartPoint | null {
    const { options, moment } = this.#stage;
    const point = this.#startPoint;
    return point?.options === options && point.axes === moment.landscapes?.axes ? point : null;
  }

  pressed(event: PointerEvent): void {
    if (event.button === 1) return;
    const { element, actions } = this.#stage;
    this.#activatePane(event);
    const isPan = this.#isMap || event.button === 2 || event.shiftKey;
    this.#press = { x: event.clientX, y: event.clientY, isPan, isDrag: false };
    element.setPointerCapture(event.pointerId);
    actions.onhover?.(null);
    this.hovered = this.#startPoint = this.cursor = null;
    this.#stage.redraw();
  }

  moved(event: PointerEvent): void {
    const { element, scene, actions } = this.#stage;
    const press = this.#press;
    if (press) {
      const [dx, dy] = [event.clientX - press.x, event.clientY - press.y];
      if (!press.isDrag && Math.hypot(dx, dy) < CLICK_PX) return;
      const panHeight = press.isPan ? element.clientHeight : null;
      actions.onorbit(orbitAfterDrag(this.#orbit, dx, dy, panHeight), this.activeModel);
      this.#press = { ...press, x: event.clientX, y: event.clientY, isDrag: true };
    } else {
      const { x, y } = this.#pointOf(event);
      const target = scene?.targetAt(x, y) ?? null;
      this.hovered = target && { x, y, target };
      actions.onhover?.(scene?.pick(x, y) ?? null);
    }
  }

  released(event: PointerEvent): void {
    const isClick = this.#press !== null && !this.#press.isDrag && event.button === 0;
    this.#press = null;
    if (isClick) this.#click(this.#pointOf(event));
  }

  cancelled(): void {
    this.#press = null;
  }

  left(): void {
    this.#stage.actions.onhover?.(null);
    this.hovered = null;
  }

  wheeled(event: WheelEvent): void {
    event.preventDefault();
    this.#activatePane(event);
    const orbit = orbitAfterWheel(this.#orbit, event.deltaY, event.ctrlKey);
    this.#stage.actions.onorbit(orbit, this.activeModel);
  }

  keyPressed(event: KeyboardEvent): void {
    if (!this.#cursorKey(event) && !this.#cameraKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  blurred(): void {
    if (!this.#startPoint) this.cursor = null;
    this.#stage.redraw();
  }

  closeStartPoint(): void {
    this.#startPoint = null;
    this.#stage.element.focus({ preventScroll: true });
  }

  startQuery(state: Float32Array): void {
    this.closeStartPoint();
    this.cursor = null;
    this.#stage.actions.onstartquery?.(state);
  }

  get #isMap(): boolean {
    return this.#stage.options.arrangement === 'map';
  }

  get #orbit(): Orbit {
    return orbitOf(this.#stage.options, this.activeModel);
  }

  /** Selects the query of a clicked state; elsewhere on a surface, or on a memory, offers to start a query there. */
  #click({ x, y }: StagePoint): void {
    const { scene, moment, actions } = this.#stage;
    const { landscapes } = moment;
    const target = scene?.targetAt(x, y);
    const reading = scene?.pick(x, y);
    if (actions.onpick) {
      if (target) actions.onpick(target);
    } else if (target?.kind === 'state') actions.onquery?.(target.query);
    else if (target && landscapes) {
      const projection = projectionsOn(landscapes, target.model)[target.index];
      const spots = projection && scene?.spotsOf(projection.u, projection.v);
      const spot = spots?.find(({ model }) => model === target.model)?.spot;
      if (projection && spot) this.#openStartPoint(target.model, projection, spot);
    } else if (reading) this.#openStartPoint(reading.model, reading, { x, y });
  }

  #openStartPoint(model: ModelName, cursor: PlaneCursor, position: StagePoint): void {
    const { moment, options, actions } = this.#stage;
    if (!actions.onstartquery || !moment.landscapes) return;
    this.#startPoint = startPointAt(moment.landscapes, options, model, cursor, position);
  }

  /**
   * Handles Enter, which offers to start a query at the cursor, and Alt with arrows, which move it; returns whether it
   * did.
   */
  #cursorKey(event: KeyboardEvent): boolean {
    const { scene, moment, actions } = this.#stage;
    const { landscapes } = moment;
    if (!landscapes || event.ctrlKey || event.metaKey) return false;
    const current = this.cursor ?? planeCentre(landscapes);
    const azimuth = this.#isMap ? 0 : this.#orbit.azimuth;
    const next = event.altKey ? moveCursor(event, current, landscapes, azimuth) : undefined;
    if (!next && (event.altKey || event.key !== 'Enter')) return false;
    this.cursor = next ?? current;
    const [first] = scene?.spotsOf(this.cursor.u, this.cursor.v) ?? [];
    if (first && next) actions.onhover?.(probe(landscapes, first.model, next.u, next.v));
    else if (first) this.#openStartPoint(first.model, current, first.spot);
    this.#stage.redraw();
    return true;
  }

  #cameraKey(event: KeyboardEvent): boolean {
    // Shift T belongs to the window
    if (event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.code === 'KeyT'))
      return false;
    const { actions } = this.#stage;
    const preset = presetForKey(event.key);
    const next = orbitForKey(event.key, this.#orbit, this.#isMap);
    if (preset) actions.onpreset(preset);
    else if (next) actions.onorbit(next, this.activeModel);
    else return false;
    return true;
  }

  #pointOf({ clientX, clientY }: MouseEvent): StagePoint {
    const { left, top } = this.#stage.element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #activatePane(event: MouseEvent): void {
    const { x, y } = this.#pointOf(event);
    this.activeModel = this.#stage.scene?.cameraAt(x, y) ?? this.activeModel;
  }
}

/** `POST /api/v1/search` as the page of the map and the list asks it; docs/api.md states it. */
import type * as schema from '../../generated/schema';
import type { Answer, MonthAnswer, OpenState, Position, Refine, Vacancy, Wire } from './types';

export type Box = [west: number, south: number, east: number, north: number];

export type BrowseQuestion = Refine<schema.SearchRequest, { near?: { lat: number; lon: number }; bbox?: Box; limit: number }>;

export type BrowseItem = Refine<
  Wire<schema.SearchItem>,
  {
    position: Position;
    visits: Answer;
    answers: Refine<Wire<schema.SearchedAnswer>, { answer: Answer }>[];
    in_month?: MonthAnswer | null;
    on_day?: Vacancy | null;
    moment: Refine<Wire<schema.MomentView>, { state: OpenState }> | null;
  }
>;

/** An item that can be drawn on a map: of some facilities nobody knows where they are. */
export type PlacedItem = Refine<BrowseItem, { lat: number; lon: number }>;

/** How many would be listed: with that kind instead of the chosen ones, with that capability besides them. */
export type BrowseCounts = Refine<Wire<schema.SearchCounts>, { open?: schema.OpenCounts | null }>;

/** `counts` is there only where it was asked for, and its `open` only where a moment was. */
export type BrowseAnswer = Refine<Wire<schema.SearchPage>, { items: BrowseItem[]; counts?: BrowseCounts | null }>;

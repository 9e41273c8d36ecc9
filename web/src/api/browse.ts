/** `POST /api/v1/search` as the page of the map and the list asks it; docs/api.md states it. */
import type { Answer, FacilitySummary, OpenState } from './types';

export type Box = [west: number, south: number, east: number, north: number];

export interface BrowseQuestion {
  near?: { lat: number; lon: number };
  bbox?: Box;
  kind?: string[];
  capability?: string[];
  /** Takes those who answered 要相談 as well as those who answered yes. */
  or_consult?: boolean;
  open_at?: string;
  /** Lists those of whom nobody knows after those known to be open. */
  open_or_unknown?: boolean;
  text?: string;
  counts?: boolean;
  limit: number;
  cursor?: string;
}

export interface BrowseAnswer {
  items: BrowseItem[];
  next: string | null;
  total: number;
  counts?: BrowseCounts;
}

export interface BrowseItem extends FacilitySummary {
  straight_line_m?: number | null;
  visits: Answer;
  answers: { need: string; answer: Answer; as_of: string | null; source: string | null }[];
  moment?: { state: OpenState; until: string | null; next: string | null } | null;
}

/** How many would be listed: with that kind instead of the chosen ones, with that capability besides them. */
export interface BrowseCounts {
  kind: Record<string, number>;
  capability: Record<string, number>;
  open?: { open: number; closed: number; unknown: number } | null;
}

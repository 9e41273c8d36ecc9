import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import type { MatchQuestion } from '../src/api/types';
import { match, notFound, status, suggest } from './answers.ts';
import { style } from './style.ts';
import { tile } from './tiles.ts';
import { facilities } from './town.ts';
import { vocabulary } from './vocabulary.ts';

/** The headers the real server sends. The built page is developed and tested under them, so a breach shows at once. */
const policy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'", "worker-src 'self'", "font-src 'self'",
  "manifest-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

function json(response: ServerResponse, body: unknown, code = 200): void {
  response.statusCode = code;
  response.setHeader('content-type', code < 400 ? 'application/json' : 'application/problem+json');
  response.end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const path = new URL(request.url ?? '/', 'http://mock').pathname;
  const key = `${request.method} ${path}`;
  if (key === 'GET /api/v1/vocabulary') json(response, vocabulary);
  else if (key === 'GET /api/v1/status') json(response, status);
  else if (key === 'POST /api/v1/suggest') json(response, { candidates: suggest(((await read(request)) as { text: string }).text) });
  else if (key === 'POST /api/v1/matches') {
    const said = match((await read(request)) as MatchQuestion);
    // A short wait keeps the loading state honest during development.
    await new Promise((done) => setTimeout(done, 250));
    json(response, said, 'status' in said ? said.status : 200);
  } else if (path.startsWith('/api/v1/facilities/')) {
    const id = decodeURIComponent(path.slice('/api/v1/facilities/'.length));
    const facility = facilities.find((one) => one.id === id);
    json(response, facility ?? notFound(id), facility ? 200 : 404);
  } else if (path === '/api/v1/openapi.json') json(response, { openapi: '3.1.0', info: { title: 'Zaitaku', version: '0.1.0' }, paths: { '/api/v1/status': { get: { summary: 'Status', responses: { 200: { description: 'ok' } } } } } });
  else if (path === '/tiles/facilities') json(response, { tilejson: '3.0.0', tiles: [`http://${request.headers.host ?? ''}/tiles/facilities/{z}/{x}/{y}`], minzoom: 0, maxzoom: 16, vector_layers: [{ id: 'facilities', fields: {} }] });
  else if (path.startsWith('/tiles/facilities/')) {
    const [z = 0, x = 0, y = 0] = path.split('/').slice(3).map(Number);
    response.setHeader('content-type', 'application/x-protobuf');
    response.end(tile(z, x, y));
  } else if (path.startsWith('/styles/')) json(response, style(path.includes('dark') ? 'dark' : 'light'));
  else return false;
  return true;
}

const serve: Connect.NextHandleFunction = (request, response, next) => {
  answer(request, response).then((done) => { if (!done) next(); }, next);
};

export function mockServer(): Plugin {
  return {
    name: 'mock-server',
    configureServer(server) {
      server.middlewares.use(serve);
    },
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        response.setHeader('content-security-policy', policy);
        response.setHeader('referrer-policy', 'no-referrer');
        response.setHeader('permissions-policy', 'geolocation=(self)');
        if (request.url === '/api/docs') request.url = '/docs/index.html';
        next();
      });
      server.middlewares.use(serve);
    },
  };
}

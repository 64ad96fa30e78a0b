// Our HTTP API; the only place that fetches. Every function fails with a ClientError that is fit for the user's eyes.
import type {
  Changed,
  Deleted,
  Delivered,
  Error as ErrorAnswer,
  HeaderField,
  Headers as HeadersAnswer,
  Info,
  Message,
  MessagePage,
  MessageSummary,
} from './types';

/** `status` is 0 when the server could not be reached. */
export class ClientError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

async function failure(response: Response): Promise<ClientError> {
  try {
    const { error } = (await response.json()) as ErrorAnswer;
    return new ClientError(response.status, error.code, error.message);
  } catch {
    return new ClientError(response.status, 'unknown', `The server answered ${response.status}.`);
  }
}

async function request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, method });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ClientError(0, 'unreachable', 'The server cannot be reached.');
  }
  if (!response.ok) throw await failure(response);
  return response;
}

async function answer<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init: RequestInit =
    body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const response = await request(method, path, init);
  return (await response.json()) as T;
}

const messagePath = (id: string) => `/api/messages/${encodeURIComponent(id)}`;

export type ListFilter = { unreadOnly: boolean; limit: number; cursor: string | null };

export function listMessages({ unreadOnly, limit, cursor }: ListFilter): Promise<MessagePage> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (unreadOnly) query.set('read', 'false');
  if (cursor !== null) query.set('cursor', cursor);
  return answer('GET', `/api/messages?${query}`);
}

export function getMessage(id: string): Promise<Message> {
  return answer('GET', messagePath(id));
}

export async function getHeaders(id: string): Promise<HeaderField[]> {
  const { headers } = await answer<HeadersAnswer>('GET', `${messagePath(id)}/headers`);
  return headers;
}

export function getInfo(): Promise<Info> {
  return answer('GET', '/api/info');
}

export function changeMessage(id: string, read: boolean): Promise<MessageSummary> {
  return answer('PATCH', messagePath(id), { read });
}

export function changeMessages(ids: string[], read: boolean): Promise<Changed> {
  return answer('PATCH', '/api/messages', { ids, read });
}

export function changeAllMessages(read: boolean): Promise<Changed> {
  return answer('PATCH', '/api/messages?all=true', { read });
}

export function deleteMessages(ids: string[]): Promise<Deleted> {
  return answer('DELETE', '/api/messages', { ids });
}

export function deleteAllMessages(): Promise<Deleted> {
  return answer('DELETE', '/api/messages?all=true');
}

/** `content` is a whole message (RFC 5322); the envelope's addresses are given apart from it. */
export async function createMessage(content: string, mailFrom: string, rcptTo: string): Promise<Delivered> {
  const query = new URLSearchParams({ mail_from: mailFrom, rcpt_to: rcptTo });
  const init = { headers: { 'Content-Type': 'message/rfc822' }, body: content };
  const response = await request('POST', `/api/messages?${query}`, init);
  return (await response.json()) as Delivered;
}

export type Beginning = { text: string; cut: boolean };

/** How the source begins: no more than about `maxBytes` are read, however large the message is. */
export async function getSourceBeginning(id: string, maxBytes: number): Promise<Beginning> {
  const response = await request('GET', sourceUrl(id));
  if (response.body === null) return { text: '', cut: false };
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = 0; bytes < maxBytes; ) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), cut: false };
    const wanted = value.subarray(0, maxBytes - bytes);
    text += decoder.decode(wanted, { stream: true });
    bytes += value.length;
  }
  await reader.cancel();
  return { text, cut: true };
}

export const htmlUrl = (id: string, remote: boolean) => `${messagePath(id)}/html${remote ? '?remote=true' : ''}`;
export const sourceUrl = (id: string) => `${messagePath(id)}/raw?view=true`;
export const downloadUrl = (id: string) => `${messagePath(id)}/raw`;
export const partUrl = (id: string, part: number) => `${messagePath(id)}/parts/${part}`;
export const partDownloadUrl = (id: string, part: number) => `${messagePath(id)}/parts/${part}?download=true`;

// Where a program must send its mail, as far as the page can know it.

export type Endpoint = { host: string; port: number };

const anyAddress = new Set(['0.0.0.0', '::', '*', '']);

function parse(text: string): Endpoint | undefined {
  const match = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text);
  return match ? { host: match[1] ?? match[2] ?? '', port: Number(match[3]) } : undefined;
}

/**
 * The first listener that can be named. One that is bound to every address is reached by the name that this page was
 * reached by. None when the server listens nowhere.
 */
export function smtpEndpoint(listeners: string[], pageHost: string): Endpoint | undefined {
  const endpoint = listeners.map(parse).find((one) => one !== undefined);
  if (endpoint === undefined) return undefined;
  return anyAddress.has(endpoint.host) ? { ...endpoint, host: pageHost.replace(/^\[|\]$/g, '') } : endpoint;
}

// Header addresses and envelope addresses, and where the two tell different stories: what testers look for.
import type { Address, Envelope, Message } from '../api/types';

/** What stands for a sender or a recipient where there is room for one word. */
export function shownName({ name, address }: Address): string {
  return name || address || 'nobody';
}

/** "Bob", "Bob, Cy", "Bob, Cy +3" */
export function shownNames(addresses: Address[]): string {
  const names = addresses.slice(0, 2).map(shownName).join(', ');
  return addresses.length > 2 ? `${names} +${addresses.length - 2}` : names;
}

// A domain's case means nothing, and no mail system in use tells local-parts apart by theirs.
function sameKey(address: string): string {
  return address.trim().replace(/^<|>$/g, '').toLowerCase();
}

type Headers = Pick<Message, 'from_all' | 'to' | 'cc' | 'bcc'>;

export type EnvelopeFacts = {
  /** The reverse-path is not an address of From (bounces often go elsewhere, so this is a fact, not a fault). */
  senderDiffers: boolean;
  recipients: Array<Envelope['recipients'][number] & { blind: boolean }>;
  /** Named in To or Cc, but the message was not sent there in this transaction. */
  notSentTo: string[];
};

export function envelopeFacts(envelope: Envelope, headers: Headers): EnvelopeFacts {
  const from = new Set(headers.from_all.map((one) => sameKey(one.address)));
  const named = [...headers.to, ...headers.cc].filter((one) => one.address !== '');
  const namedKeys = new Set(named.map((one) => sameKey(one.address)));
  const sentTo = new Set(envelope.recipients.map((one) => sameKey(one.address)));
  const notSentTo = new Set(named.filter((one) => !sentTo.has(sameKey(one.address))).map((one) => one.address));
  return {
    senderDiffers: !from.has(sameKey(envelope.mail_from)),
    recipients: envelope.recipients.map((one) => ({ ...one, blind: !namedKeys.has(sameKey(one.address)) })),
    notSentTo: [...notSentTo],
  };
}

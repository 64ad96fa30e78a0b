// Which message the address names: /message/<id>, so that a link to a message can be shared; / is the list.

function idIn(path: string): string | null {
  const match = /^\/message\/([0-9A-Za-z]{1,64})\/?$/.exec(path);
  return match?.[1] ?? null;
}

export const messageAddress = (id: string) => `/message/${id}`;

class Route {
  messageId = $state(idIn(location.pathname));
  // Whether "back" leads to the list of this page rather than to wherever the user came from.
  private fromList = false;

  watch(): void {
    window.addEventListener('popstate', () => {
      this.messageId = idIn(location.pathname);
      this.fromList = false;
    });
  }

  /** From the list a new entry in the history; from message to message none, so that "back" is the list. */
  open(id: string): void {
    if (id === this.messageId) return;
    if (this.messageId === null) {
      history.pushState(null, '', messageAddress(id));
      this.fromList = true;
    } else {
      history.replaceState(null, '', messageAddress(id));
    }
    this.messageId = id;
  }

  close(): void {
    if (this.messageId === null) return;
    if (this.fromList) {
      history.back();
    } else {
      history.replaceState(null, '', '/');
      this.messageId = null;
    }
  }
}

export const route = new Route();

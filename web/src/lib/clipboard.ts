// Copying, also where the page came over plain http from another machine and navigator.clipboard does not exist.

function copyFromField(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}

/** Whether it worked. */
export async function copyText(text: string): Promise<boolean> {
  if (!window.isSecureContext) return copyFromField(text);
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyFromField(text);
  }
}

/** An entry as it may be shown: addresses without the credentials in them. */
export function withoutSecrets(text: string): string {
  return text.replaceAll(/:\/\/[^/@\s]+@/g, '://…@');
}

/** A page in a golden: its content or the whole of it, a tag a line; its pictures are tested where they are drawn. */
export function contentOf(text: string): string {
  return taggedLines(/<main.*<\/main>/s.exec(text)?.[0] ?? text);
}

export function taggedLines(html: string): string {
  const lines = html
    .replaceAll(/<svg.*?<\/svg>/gs, '<svg/>')
    .replaceAll(/\s*\n +/g, ' ')
    .replaceAll(/\s*(<[^/])/g, '\n$1');
  return `${lines.trim()}\n`;
}

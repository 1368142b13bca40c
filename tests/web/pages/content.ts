/** A page in a golden: its title and content or the whole of it, a tag a line; its pictures are tested where they are drawn. */
export function contentOf(text: string): string {
  const [title, main] = [/<title>.*<\/title>/.exec(text)?.[0], /<main.*<\/main>/s.exec(text)?.[0]];
  return taggedLines(`${title}${main}`);
}

export function taggedLines(html: string): string {
  const lines = html
    .replaceAll(/<svg.*?<\/svg>/gs, '<svg/>')
    .replaceAll(/\s*\n +/g, ' ')
    .replaceAll(/\s*(<[^/])/g, '\n$1');
  return `${lines.trim()}\n`;
}

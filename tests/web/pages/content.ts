/** A page in a golden: its title and content or the whole of it, a tag a line; its pictures are tested where they are drawn. */
export function contentOf(text: string): string {
  const [title, main] = [/<title>.*<\/title>/.exec(text)?.[0], /<main.*<\/main>/s.exec(text)?.[0]];
  return taggedLines(`${title}${main}`);
}

export function taggedLines(html: string): string {
  const lines = html
    // Of a picture its words, which are its axes.
    .replaceAll(/<svg.*?<\/svg>/gs, (svg) => {
      const words = [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, word]) => word).join(' ');
      return words === '' ? '<svg/>' : `<svg>${words}</svg>`;
    })
    .replaceAll(/\s*\n +/g, ' ')
    .replaceAll(/\s*(<[^/])/g, '\n$1');
  return `${lines.trim()}\n`;
}

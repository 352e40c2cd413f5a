/** Blocks of code: what stands before, the language and marks, the code. */
export const FENCE = /^( *)```([^\n]*)\n([\s\S]*?)^\1```/gm;

/** Where links and pictures of a page lead, less those to other sites. */
export function linksOf(text: string): string[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)|<img[^>]*\ssrc="([^"]+)"/g)]
    .map(([, link, image]) => (link ?? image) as string)
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

function prose(text: string): string {
  return text.replace(FENCE, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]]/g, ''));
}

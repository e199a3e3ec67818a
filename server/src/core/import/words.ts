/** Headings under which every list is one of things to see to. */
export const isChecklistHeading = (text: string): boolean =>
  /check-?\s?list|harden|go-?\s?live|pre-?\s?(?:flight|launch|deploy|production|prod\b|release)|before (?:you )?(?:launch|deploy|going live|go(?:ing)? live|go(?:ing)? to production|production|release|shipping|ship)|\blaunch\b|production[- ]?(?:read|guide|deployment|setup|requirements)|readiness|must-?\s?haves?\b|to-?\s?do\b|best practices|acceptance criteria|cutover|sign-?off\b/i.test(
    text,
  );

/** Parts of a document that hold words about it, addresses, or other documents. */
export const isAsideHeading = (text: string): boolean =>
  /^(?:related|references?|resources?|see also|further reading|learn more|more info\w*|links?|useful links|support|help|contacts?|contributing|contributors|licen[sc]e|change ?log|(?:table of )?contents|toc|overview|introduction|intro|background|about|glossary|terminology|definitions|legend|acknowledge?ments|credits|notes?|prerequisites|scope|purpose|audience|why\b|troubleshooting|faqs?\b|next steps|examples?|features|appendix|how to use|usage|instructions|install|installation|getting started|quick ?start|rollback)/i.test(
    text.replace(/^[^\p{L}]+/u, ''),
  );

/** How a text that ends in a colon announces the list below it. */
export function announcement(leadIn: string | undefined): 'checks' | 'others' | 'none' {
  if (leadIn === undefined) return 'none';
  if (
    /\b(?:for example|e\.g\.|such as|includes?|including|consists?|supports?|provides?|features|where|legend|columns|fields|options?|one of|either|alternatives?|because|if )\b/i.test(
      leadIn,
    )
  )
    return 'others';
  return /\b(?:verify|verif\w+|ensure|make sure|check|checks|confirm|must|required|before|steps|following|complete|do not forget|need(?:s|ed)? to|review|go through|audit)\b/i.test(
    leadIn,
  )
    ? 'checks'
    : 'others';
}

/** A sentence that announces the checklist itself, whatever heading it stands under. */
export const announcesChecklist = (leadIn: string | undefined): boolean =>
  leadIn !== undefined &&
  /\bcheck-?list\b|\bbefore (?:you )?(?:launch|deploy|going live|go live|going to production|starting in production|production|release|exposing)\w*/i.test(
    leadIn,
  );

const imperatives = new Set(
  "add adjust allow apply assign audit avoid back backup block build change check choose collect complete configure confirm connect consider copy create decide define delete deny deploy disable document do don’t encrypt enable enforce ensure establish exempt expose fix follow force forward generate give grant harden have hide hook implement install isolate keep limit list lock log make map measure migrate minimise minimize monitor mount move name never notify obtain pin place plan point prefer prepare prevent protect provide publish purge put raise read record redirect reduce register remove rename renew replace require reset restart restore restrict review revoke rotate run save scan schedule scope secure select send separate serve set setup ship sign specify start stop store subscribe switch test train tune turn update upgrade use validate verify watch whitelist write don't".split(
    ' ',
  ),
);

/** Whether a sentence tells somebody to do something. */
export const isImperative = (text: string): boolean =>
  imperatives.has((/^[\p{L}'’]+/u.exec(text)?.[0] ?? '').toLowerCase());

/** Without its number (`1.`, `Step 2:`), pictures and closing colon. */
export const bareHeading = (text: string): string =>
  text
    .replace(/^[^\p{L}\p{N}[("'`]+/u, '')
    .replace(/^(?:(?:step|phase|part|section)\s+\d+\s*[:.)–—-]\s*|\d+(?:\.\d+)*[.):]?\s+)/i, '')
    .replace(/\s*:$/, '')
    .trim();

/** What two spellings of one line have in common: letters and digits, without case. */
export const sameLine = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

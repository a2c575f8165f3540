// @ts-check
// Which of the chosen files can be sent, told before anything is uploaded. The server judges again.

/**
 * Sort out what is too large, no photo that we open, or one too many, and say which and why.
 * @param {Iterable<File>} files
 * @param {DOMStringMap} rules made by _photo_limits.html
 * @param {number} [room] how many more there may be, where it is not the rules' own number
 * @returns {{good: File[], said: string}}
 */
export function sifted(files, rules, room = Number(rules.maxCount)) {
  const kinds = (rules.kinds ?? "").split(",");
  /** @type {Record<"strange" | "large" | "many" | "good", File[]>} */
  const found = { strange: [], large: [], many: [], good: [] };
  for (const file of files) {
    // A device that does not know what a file is says nothing: then the server finds out.
    if (file.type && !kinds.includes(file.type)) found.strange.push(file);
    else if (file.size > Number(rules.maxMb) * 2 ** 20) found.large.push(file);
    else (found.good.length < room ? found.good : found.many).push(file);
  }
  const names = (/** @type {File[]} */ some) => some.map((file) => file.name).join(", ");
  const say = (/** @type {File[]} */ some, /** @type {string | undefined} */ words) => (some.length ? `${words} ${names(some)}` : "");
  const said = [say(found.strange, rules.textNoPhoto), say(found.large, rules.textTooLarge), say(found.many, rules.textTooMany)];
  return { good: found.good, said: said.filter(Boolean).join("\n") };
}

/** Put files into a field. @param {HTMLInputElement} input @param {File[]} files */
export function put(input, files) {
  const transfer = new DataTransfer();
  files.forEach((file) => transfer.items.add(file));
  input.files = transfer.files;
}

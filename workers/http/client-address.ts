/**
 * What counts as one address. Networks hand out IPv6 by /64 at least, so that one computer has 2^64 of them.
 */
export function clientAddressOf(headers: Headers): string {
  const address = headers.get("cf-connecting-ip")?.trim() ?? "";
  if (!address.includes(":")) return address.slice(0, 45) || "unknown";
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  if (tail !== undefined) while (groups.length + after.length < 8) groups.push("0");
  return `${[...groups, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

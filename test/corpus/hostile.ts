/** Texts made to cost the detector as much as they can: parts that many of its rules begin with or go on with, repeated. */

export const HOSTILE_LENGTH = 1600;

export const HOSTILE: readonly string[] = [
  "unsubscribe from the ", "the ", "stop ", "stop texting ", "stop texting the these ", "dont want to receive the ", "dont want to receive any more of the ", "i dont want to ", "no more the ",
  "not not ", "not to you to do not ", "please remove me from the list of the list ", "leave me alone if you ", "take my number off the ", "opt out to ", "reply stop if to ", "to opt out reply stop ",
  "want ", "me ", "you ", "i ", "no ", "de ", "no me ", "no quiero recibir mas de los ", "ne me ", "je ne veux plus recevoir de ", "( ", "“", "«a» ", "s t o p ", "stpo ", "unsubxribe ", "sotp texitng ",
  "🛑", "👍 to “", "é̀̂", "停止", "не пишите ", "توقف عن ", "a.", "a'", "#", "--", "\n", "sent with ", "please ", "the fuck ", "if you text me ", "any more further texts ", "1 2 3 ", "wrong number ",
  ".停止baja ", "”停止\u200flist unsubscribe ", "\nreply توقف 停止'", "STOP!", "!STOPSTOPnever end ", "STOP?", "stop. ", "stop 😂", "🇸🇹🇴🇵", "ЅТОР ", "text stop? ", "i want to stop the ", "stop me remove you delete my list text ", "No! stop? ", "st op ",
]; // prettier-ignore

export function hostileText(part: string): string {
  return part.repeat(Math.ceil(HOSTILE_LENGTH / part.length)).slice(0, HOSTILE_LENGTH);
}

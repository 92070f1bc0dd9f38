/**
 * Words of the loose reader by what they are good for: each class has all words of its kind, so that a wording that nobody
 * thought of is still read by its parts. English, with the Spanish words that people mix in. In the spelling of spelling.ts.
 */

import { ENGLISH_PARTS } from "../grammars/english-parts.ts";

/** "drop" → "dropping". */
function gerund(verb: string): string {
  if (verb.endsWith("e") && !verb.endsWith("ee")) return `${verb.slice(0, -1)}ing`;
  return `${doubled(verb)}ing`;
}

function participle(verb: string): string {
  const irregular = IRREGULAR[verb];
  if (irregular !== undefined) return irregular;
  return verb.endsWith("e") ? `${verb}d` : `${doubled(verb)}ed`;
}

function doubled(verb: string): string {
  return /^[^aeiou]*(?:[aeiou]|ui)[bdgmnpt]$/u.test(verb) ? verb + verb.slice(-1) : verb;
}

const IRREGULAR: Readonly<Record<string, string>> = {
  strike: "struck stricken", cut: "cut", take: "taken", withdraw: "withdrawn", lose: "lost", get: "gotten", send: "sent", write: "written",
  hit: "hit", quit: "quit", leave: "left", put: "put", forget: "forgotten", keep: "kept", shut: "shut", tell: "told", cancel: "cancelled canceled", text: "texted", throw: "thrown",
}; // prettier-ignore

const each = (words: string, make: (word: string) => string) => words.split(" ").map(make).join(" ");
const withGerund = (verbs: string) => `${verbs} ${each(verbs, gerund)}`;

const CEASING =
  "stop quit cease halt end kill nix cut scrap axe ditch discontinue desist terminate suspend abort squash silence discard avoid resist cancel drop chill kibosh curb eliminate " +
  "finish retire stow shelve conclude abandon withhold refrain abstain forgo stifle bin pull";
const REMOVING =
  "remove delete erase excise expunge purge strike scratch scrub wipe clear drop axe yeet nix eliminate withdraw pull yank cut cross extract unlist delist omit exclude " +
  "expel detach eject boot evict unsubscribe unenroll disenroll deregister nuke zap scrap ditch trash toss dump destroy discard purge rip disconnect unlink deactivate " +
  "release excuse exempt kick bump separate rescind retire obliterate banish chuck cull unhook blot bin sack mute dislodge subtract retract redact void";
const TAKING = "take get pull move knock keep leave strike cross scratch put bring have cut rip drop";
const SENDING =
  "send text message contact write ping dm sms bother bug disturb pester harass solicit blast communicate spam annoy tex msg hmu forward hassle bombard badger hound";

export const CLASSES: Readonly<Record<string, string>> = {
  CEASE: `${withGerund(CEASING)} dc stahp basta finish`,
  CEASED: `${each(CEASING, participle)} stop cease end quit halt`,
  REMOVE: `${withGerund(REMOVING)} removal unsub quiten quita quite borren borra borre saquen saca eliminen elimina quitar borrar`,
  REMOVED: `${each(REMOVING, participle)} taken off left out gone`,
  TAKE: withGerund(TAKING),
  /** Commands to forget a number. */
  LOSE: `${withGerund("lose forget burn shred bin delete erase trash toss ditch discard")} misplace unlearn`,
  SEND: `${SENDING} txt hit reach messages mande mandes mandar envie envies enviar escriba escribas`,
  SENDING: `${each(SENDING, gerund)} buzzing ringing beeping dinging waking reaching hitting blowing blowin sendin textin texin hittin`,
  /** As texts come in. */
  INTRUDING:
    "interrupting cluttering clogging flooding invading filling disrupting bombarding wrecking ruining disturbing waking buzzing lighting tying jamming hogging polluting littering stuffing intruding barging",
  CONTACTED: `${each(SENDING, participle)} bothered disturbed reached spammed used addressed troubled included solicited`,
  NEG: "no dont not never nolonger neva aint donot dnt nah",
  NONE: "no zero 0 none nada without nil",
  WANT: "want wish need like desire care require appreciate accept welcome wants needs enjoy seek wan trying wanting looking",
  POLITE:
    "grateful obliged appreciate appreciated prefer preferred rather kind like love glad happy thrilled pleased delighted hope hoping request requesting ask asking demand demanding insist beg begging wish trust " +
    "thankful nice great good better best wonderful want need favor would expect urge cordially respectfully",
  RECEIVE: "receive gets receives get getting receiving see recieve hear hearing have read accept",
  /** What is sent, in words that hardly mean anything else in an answer to a campaign. */
  TEXTS:
    "texts messages sms mms missives missive correspondence communications communication communiques communique spam notifications msgs mensajes textos robotexts robotext solicitation solicitations soliciting " +
    "texting messaging pings dms spams txts junk dispatches epistles outreach solicitors textings messagings mailers blasts contact announcements announcement newsletters newsletter bulletins appeals mailings alerts",
  /** The same in the singular, of which a text may speak in many ways. */
  TEXT: "text message texto mensaje note ping dm msg communication missive",
  RUBBISH:
    "crap shit bullshit garbage nonsense stuff things bs trash propaganda nagging begging drivel rubbish alerts updates requests ads emails calls blather links",
  THESE: "these those this that it them em any anything more nothing none",
  PRONOUN: "them they it these those this em",
  ME: "me us myself mi meh",
  MY: "my our this mine these me mi ma muh dis dat the",
  MINE: "my our this mi",
  RECORD:
    "number numbers phone cell cellphone mobile line telephone digits name info information details contact contacts data record records profile file account device handset celly deets telly entry listing landline numero email",
  NUMBER:
    "number numbers phone cell cellphone mobile telephone digits line info information contact details data numero name deets",
  FROM: "from off out outta of offa on to",
  OFF: "off out outta away from",
  LIST:
    "list lists database databases system systems roster rosters rolls directory rolodex sheet book books phonebook chain thread group chat loop distribution file files records campaign program contacts register " +
    "registry queue thing deal base crm rotation subscription tree feed ride service network platform texts messages sms blasts spam phones mailing mailings database catalog catalogue index archive ledger lista data schedule operation scheme pool bank banks marketing promotions fundraising",
  YOUR: "your ur yer the any all every these this yall yalls that whatever ya",
  DET: "the these those this that your ur yer all any such further future more additional other another y'all yalls every political damn with of",
  LAST: "last final",
  ADDRESS: "you ya yall ye u",
  DONE: "done finished through over",
  DECLINE: "decline refuse reject renounce revoke withdraw object",
  // What a person should read.
  ASKS: "how where who whom what why which wheres whos howd whered whod hows whence",
  GOT: "get got gotten find found obtain obtained acquire acquired gave give gives given sold sell provide provided supply supplied leak leaked share shared buy bought procure procured come came possess have has hold ahold track tracked pull pulled dig dug steal stole getting handed handing made ended landed end wound recieve receive received snag",
  OWN: "my this our dis mi muh these",
  SOMEBODY:
    "person gal guy lady dude man woman one girl boy bloke lad lass feller fella chick individual party contact phone cell recipient house family household home address kid people folks",
  CHANNEL:
    "email mail letter letters whatsapp signal telegram insta instagram ig facebook messenger landline post postcard gmail emails snapchat discord fb wechat viber",
  WHEN: "after before during while between until till on at when weekend weekends weekdays weeknights sunday sundays saturday saturdays monday friday fridays night nights tonight today tomorrow late early past til b4",
  TIME: "7am 8am 9am 10am 11am noon sunday sundays saturday saturdays monday tuesday wednesday thursday friday fridays weekend weekends weekdays night nights work shift school class duty church sabbath shabbat ramadan christmas easter thanksgiving holiday holidays memorial labor veterans dinner hours midnight lunch im 7 8 9 10 11 5 6 7pm 8pm 9pm 10pm 5pm 6pm dark day",
  LAW: "tcpa ftc fcc 7726 lawsuit litigation misdemeanor harassment statutory attorney attorneys lawyer lawyers",
  COMPLAIN: "report reported reporting file filed filing forward forwarded lodge lodged submitted submit submitting",
  INSULT:
    "scum parasites parasite vermin vultures bastards assholes asshole idiots idiot morons moron pigs pig losers creeps creep scammers scammer spammers leeches weirdos pathetic disgusting trash suck stink",
  TYPE: "say text put type reply send hit write respond press use enter poner decir responder mandar escribir",
  KEYWORD: "stop unsubscribe quit unsub optout",
  NTH: "2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th 15th 20th 100th second third fourth fifth sixth seventh eighth ninth tenth millionth umpteenth hundredth",
  NAMES: ENGLISH_PARTS.NAME.replaceAll("|", "s "),
  NAME: ENGLISH_PARTS.NAME.replaceAll("|", " "),
};

/** Each word of some classes, named with blanks between them, and of others, once. */
export function classWords(classes: string, more = ""): string[] {
  return [
    ...new Set(
      classes
        .split(" ")
        .flatMap((name) => (CLASSES[name] ?? "").split(" "))
        .concat(more.split(" "))
        .filter((word) => word !== ""),
    ),
  ];
}

/**
 * Ordinary replies to campaigns, composed: openers, answers, questions, reasons and endings in many combinations, with the
 * spellings of phones. None asks for anything that has to do with opting out. Always the same for a seed.
 */

const OPENERS = [
  "",
  "",
  "",
  "Hi ",
  "Hey ",
  "hello, ",
  "Good morning! ",
  "Lol ",
  "Thanks! ",
  "Sorry, ",
  "ok so ",
  "Yes! ",
  "No, ",
  "Hmm ",
  "Omg ",
  "Hola, ",
  "Well ",
  "Honestly ",
  "Hi Sam, ",
];

const ANSWERS = [
  "I already voted", "I voted early last week", "I'm voting on Tuesday", "I mailed my ballot yesterday", "I'm not sure yet", "I'm undecided", "I'm leaning towards {who}",
  "I'm voting for {who}", "I would never vote for {who}", "count me in", "I can volunteer on {day}", "I can't make it on {day}", "I have to work until {hour}", "I'm out of town until {day}",
  "I moved to {place} last year", "I don't live in {place} anymore", "I'm not registered", "I'm registered in {place}", "I'm only 16", "I can't vote here, I'm a green card holder",
  "my {kin} and I are both voting", "my {kin} is voting for {who}", "I'll ask my {kin}", "I donated last month", "I can't afford to give right now", "I'd rather not say",
  "that's private", "none of your business", "not interested", "I'm good thanks", "no thank you", "sure, why not", "absolutely", "of course I will", "you bet", "100%", "for sure", "I guess",
  "I'll stop by the office at {hour}", "we stopped by yesterday but nobody was there", "I can't stop thinking about {issue}", "we need to stop {bad}", "please tell {who} to stop {bad}", "nothing will stop us",
  "the bus stop is right outside the polling place", "my shift ends at {hour}", "I quit watching the news", "I quit my job at the plant", "I had to cancel my trip to {place}", "the rally was cancelled",
  "it's the end of an era", "I want to end {bad}", "they should remove the signs on Main", "I got removed from the rolls in {place}", "can you leave a sign on my porch", "I'll leave it to you",
  "I never got my ballot", "I didn't get your last text", "I got two texts from you today lol", "I love getting these texts", "text me the address please", "please send me the link", "send me more info about {issue}",
  "you can call me after {hour}", "call me on {day}", "I'll text you back on {day}", "I'll be there with my {kin}", "I need a ride to the polls", "I need help finding my polling place", "is {who} going to be there",
  "what does {who} think about {issue}", "what is the plan for {issue}", "how do I register", "how do I get a mail ballot", "where do I vote", "what time do the polls open", "when is the deadline",
  "when does early voting end", "is parking free", "can I bring my {kin}", "who is this", "are you a real person", "which campaign is this", "is this about {issue}",
  "I care a lot about {issue}", "{issue} is my number one issue", "I'm worried about {issue}", "nobody talks about {issue}", "{who} is wrong on {issue}", "{who} has my vote", "{who} is a liar", "I don't trust {who}",
  "both parties are the same", "my vote doesn't count anyway", "I'm so tired today", "I'm at work right now", "I'm driving", "in a meeting, talk later", "my phone is about to die", "sorry I missed this",
  "just seeing this now", "happy to help", "what can I do to help", "sign me up", "put me down for {day}", "add my {kin} to the list", "I know three people who want to help", "we had a great turnout in {place}",
  // Disaster relief.
  "no power at our end of the street", "can you remove a tree from my {kin}'s roof", "my {kin} is on the list for a tarp", "when will the water be back", "the shelter list is full", "is there a number to call for {place}",
  "FEMA wants me to text a number I don't have", "we were told to leave our phones on", "the texts from the county stopped coming", "I can't get a signal to send anything", "we got the last two cots", "please send water to {place}",
  "drop the boxes at the end of the drive", "they cut the gas off", "my {kin} lost everything", "take the number 7 bus to the shelter", "I don't want to leave my {kin} alone", "we need this to end", "my phone number changed, the new one is 555-0142",
  // A union.
  "the contract ends at {hour} on {day}", "we won't stop until they sign", "put my name on the strike list", "they cut our hours again", "management wants us to quit", "I dropped my card off at the hall", "my steward has my number",
  "no more forced overtime", "they're trying to get rid of our pensions", "my shift was cancelled", "I'll picket until they end it", "strike it from the contract", "I left my sign in {place}", "who has the sign up sheet for {day}",
  // A school.
  "the bus never stopped at our corner", "take {kin} off the pickup line today", "remove the peanut butter from the lunch list", "is there a list of supplies", "my {kin} has a message from the teacher", "school ends at {hour}, right?",
  "no text from the bus driver yet", "he lost his phone so text me about pickup", "can the class get a later end time", "she dropped chemistry", "put us on the waitlist", "they deleted the lunch account by mistake",
  // A church.
  "end of the prayer list, please add my {kin}", "we can't stop praying for {place}", "the message on {day} was beautiful", "I lost my bulletin", "leave the casserole with {kin}", "I stopped by the pantry at {hour}", "Pastor told us to never stop hoping",
  "take up a collection for {place}", "I'm off the choir list until {day}", "send my number to the youth leader", "no choir this week?", "I read the text from Romans",
  // An election.
  "scratch that, {day} works", "kill the bill", "drop the lawsuit and I'll vote for him", "stop and frisk was a mistake", "I want {who} to stop lying", "cut taxes and leave us alone is my motto", "they purged {place}'s rolls", "we should cancel student debt",
  "delete his tweets and he might win", "wipe out {bad}", "nobody asked us about {issue}", "put an end to {bad}", "quit blaming {who}", "I don't want {who} to win", "I don't need a ride", "I have no more yard signs", "is that your real number", "not on {day}, I work",
  "what number do I call about {issue}", "can you get me off work lol", "no more questions from me", "my {kin} will never vote again", "we need zero tolerance on {issue}", "that was the last straw for {who}", "I get texts from {who} too", "who gave that speech",
  "how did {who} get on the ballot", "where did you find so many volunteers", "I prefer mornings", "email works too, it's on the form", "the link in your message doesn't work", "did my last text go through", "I changed my number last year and registered again",
  "ya voté", "voy a votar el martes", "¿dónde voto?", "no puedo votar", "mi {kin} también va a votar", "gracias por la información", "j'ai déjà voté", "je vote mardi", "merci pour l'info",
]; // prettier-ignore

const REASONS = [
  "",
  "",
  "",
  "",
  " because {issue} matters to me",
  " since I work nights",
  " so maybe next time",
  " but my {kin} can",
  " and my {kin} too",
  " as long as it doesn't rain",
  " if I get off work by {hour}",
  " unless something comes up",
  " like I told the last person",
  ", finally",
  " tbh",
  " for the first time in years",
  " this year",
  " in {place}",
  " before {hour}",
];

const ENDINGS = [
  "",
  "",
  "",
  ".",
  "!",
  "!!",
  "...",
  " :)",
  " 😂",
  " 👍",
  " ❤️",
  " thanks",
  " thank you!",
  " lol",
  " Have a good day",
  " Good luck!",
  " God bless",
  ", thanks for asking",
  ". Who is this?",
  ". Bye!",
  ". Take care",
  "?",
];

const FILL: Readonly<Record<string, readonly string[]>> = {
  who: ["Harris", "Trump", "the mayor", "Senator Brown", "your candidate", "the other guy", "Garcia", "her", "him"],
  day: ["Monday", "Tuesday", "Saturday", "Sunday", "Election Day", "the 5th", "the weekend"],
  hour: ["5", "6pm", "7:30", "noon", "8"],
  place: ["Ohio", "Texas", "Lynn", "Georgia", "Queens", "the next county", "Canada"],
  kin: ["wife", "husband", "mom", "dad", "son", "daughter", "roommate", "neighbor", "sister"],
  issue: ["health care", "rent", "gas prices", "the schools", "climate change", "immigration", "social security", "taxes", "abortion", "the war"],
  bad: ["the war", "gun violence", "fracking", "the pipeline", "price gouging", "the evictions", "the lies"],
}; // prettier-ignore

const SPELLINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text,
  (text) => text.toLowerCase(),
  (text) => text.toUpperCase(),
  (text) => text.replaceAll("you", "u").replaceAll("your", "ur").replaceAll("please", "pls"),
  (text) => text.replaceAll("'", "’"),
  (text) => text.replaceAll("'", "").toLowerCase(),
  (text) => `${text}\n\nSent from my iPhone`,
];

/** @param count of different texts */
export function ordinaryChat(count: number, seed = 7): string[] {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const texts = new Set<string>();
  while (texts.size < count) {
    const composed = pick(OPENERS) + pick(ANSWERS) + pick(REASONS) + pick(ENDINGS);
    const filled = composed.replaceAll(/\{(\w+)\}/gu, (_, name: string) => pick(FILL[name] ?? [name]));
    texts.add(pick(SPELLINGS)(filled));
  }
  return [...texts];
}

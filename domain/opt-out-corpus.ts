/*
 * Inbound texts and what they must be taken for (RULES.md, Opt-outs). Data for tests; real ones are added as they come.
 * One text per line or between bars; "\\n" is a line end.
 */

function texts(block: string): readonly string[] {
  return block
    .trim()
    .split(/\s*(?:\n|\s\|\s)\s*/)
    .map((text) => text.replaceAll("\\n", "\n"));
}

/** (a) Words alone. */
export const WORDS_ALONE = texts(`
  stop | Stop | STOP | Stop. | STOP!!! | stop? | “STOP” | 'stop' | *STOP* | (stop) | quit | QUIT | end | End.
  revoke | Revoke! | cancel | CANCEL | unsubscribe | Unsubscribe. | opt out | optout | opt-out | Opt Out
  OPT-OUT! | OptOut | stopall | STOP ALL | stop-all | unsub | arret | ARRÊT | arrêt | alto | ¡ALTO! | pare | PARE.
  🛑 | 🛑🛑🛑 | 🛑\ufe0f | STOP 🛑 | stop 😡 | Stop 👎🏽 | 🛑 STOP 🛑 | stop stop stop | STOP. STOP. STOP! | Stop\\nStop
  S.T.O.P | s t o p | S-T-O-P | STOOOOP | stoppp | ＳＴＯＰ | 𝗦𝗧𝗢𝗣 | \u202aSTOP\u202c | st\u200bop
  STOP\\n\\nSent from my iPhone | Stop\\n--\\nDana Lee\\nAcme | Reacted 🛑 to “Hi Ana, this is Bob with the union.”
  🛑 to “Hi Ana, will you vote? Reply STOP to opt out”
`);

/** (b) Short phrases of clear intent. */
export const CLEAR_PHRASES = texts(`
  please stop | Please Stop! | pls stop | stop please | plz stop thx | Stop, thanks | No. Stop. | no stop
  stop now | stop already | just stop | I said stop | can you stop | Could you please stop? | stop asap
  fucking stop | stop the fuck | I told you to stop | I asked you guys to stop | Hi, please stop.
  please unsubscribe | unsubscribe me | Unsubscribe please | unsubscribe me from this list | un-subscribe me
  please opt out | opt me out | Opt me out please | I want to opt out | I'd like to opt out | I opt out
  opt out of these messages | I'm opting out | I hereby revoke consent | revoke my consent | stop texting me
  STOP TEXTING ME!! | stop txting me | Stop messaging me | stop contacting me please | stop texting
  quit texting me | stop calling me | please stop texting me. | stop texting this number | stop texting my phone
  stop texting me again | Stop texting me you creep | stop texting me or I will sue | stop the texts
  stop sending me these texts | stop sending me this crap | Stop spamming me | stop texts | stop these messages
  stop with the texts | stop harassing my wife | Stop bothering me, I already voted | remove me | Remove
  please remove | remove me please | remove my number | Remove my name from your list | remove me from this list
  please remove me from your texting list | delete my number | delete me | take me off your list
  Take me off the list! | take me off | take my number off your list | get me off this | do not contact me
  Don't contact me again | do not text | don't text me | Dont text me anymore | do not text me ever again
  never text me again | Never contact this number again | don't message me | do not call me again
  don't send me any more texts | don't send me messages | don't ever text me | lose my number | LOSE MY NUMBER
  lose this number please | forget my number | erase my number | leave me alone | Leave me the hell alone!
  please leave us alone | just leave me alone already | no more texts | No more messages please
  no more political texts | no texts please | I don't want to receive these messages | I don't want any more texts
  I do not want to be contacted | I'm not interested. Please stop texting me.
  I am not interested please stop texting me | I already voted stop texting me
  I have a lawyer, so stop contacting me | Not interested, take me off your list
  Wrong number. Please stop texting. | wrong number, remove me | who is this? please stop | reply stop | text STOP
  STOP to opt out | stop2end | Stop to quit | STOP TO END | no me escriba más | No me mandes más mensajes
  deje de escribirme | Dejen de mandarme mensajes | quíteme de la lista | bórrame de su lista | no más mensajes
  déjeme en paz | pare por favor | alto, por favor | arrêtez de m'écrire | Arrêtez | ne m'écrivez plus
  désabonner | retirez-moi de la liste | arrêt svp | I would like to be removed
  I'm not interested and want to be removed from the list | Asked to be removed | Take me off your fucking list
  I replied stop | told you to stop | I already said stop | You may not contact me | stop bugging me
`);

/** (c) Unclear: a person confirms. */
export const UNCLEAR = texts(`
  wrong number | Wrong number! | You have the wrong number | u got the wrong person
  I think this is the wrong number | This isn't her number | this is not Maria's phone | no one by that name here
  I don't know anyone named Bob | número equivocado | mauvais numéro | he no longer has this number
  please cancel | Cancel please | cancel my subscription | please end | please quit | can you cancel this
  who is this, stop | Who is this? Stop | Stop. Who is this? | stop who is this | who is this stop | Stop it
  stop this | not interested, stop | not interested stop | I'm at work. STOP | No thanks, cancel | go away
  fuck off | Spam | this is spam | I'm reporting you | blocking you | reported this number to the FCC
  don't text me at work | please don't text me while I'm driving | stop texting me so early
  don't text me after 9 | I asked them to stop texting me | he told me to leave me alone
  Why did you stop texting me | if you don't stop texting me I will sue | stop texting so much | basta
  You won't stop texting me | I've asked you to stop three times | opted out | I already unsubscribed
  cancel all messages | please stop asking me to vote | Stop already voted | enough | STOP I already voted
  Please end this conversation
`);

/** (d) Conversation, never an opt-out and nothing to review. */
export const NEAR_MISSES = texts(`
  stopped by yesterday | I'll stop by at 5 | can't stop won't stop | Can't stop, won't stop! | stop-gap idea
  the end | The End. | I quit smoking | Please don't stop texting me | don't stop | Never stop! | don't stop now
  The bus stop is on Main St | I stopped | Where does it end? | in the end I voted | weekend | end of story
  cancel culture is real | cancel student debt | I had to cancel my trip | When do I need to quit my job?
  We need to stop climate change | they must stop the war | stop sending weapons overseas
  stop harassing immigrants | Can you stop by tomorrow? | stop sign | nonstop | unstoppable | pit stop
  It has to stop somewhere | I won't leave you alone with this | they won't leave me alone | alone
  leave it with me | no more war | remove the dam | take me with you | You can take my name
  I lost my number 2 pencil | get me a sign | I'd like to opt in | not interested | No | no thanks | Yes | Yes!
  ok | who is this? | What is this about | Help me understand | info please? | start when? | I can help
  Let's start at 5 | yes please | no problem | text me later | call me | Don't call me, text me
  please send me more messages | Thanks for texting me | Liked “Hi Ana, this is Bob. Reply STOP to opt out”
  Loved “please stop by at 5” | Disliked “stop” | Emphasized “STOP” | Laughed at “Stop texting me”
  Removed a heart from “STOP” | 👍 to “Reply STOP to end” | Le gustó “STOP” | A aimé « Répondez STOP » | ❤\ufe0f
  😂😂 | 👍 | ... | ? | 2 | You wrote: Hi Ana, will you vote? Reply STOP to opt out. Yes I will!
  Text STOP to end - what does that mean | ¿Para qué? | para mí está bien | alta | Parece bien | I'm Pare Lorentz
  comparé | STOP HELP | Stop genocide | stop the steal | I want to stop fracking | help stop the pipeline
  please remove the signs | remove me from office | Do you take me for a fool | I can't be contacted
  leave me a message | cancel my vote | out
`);

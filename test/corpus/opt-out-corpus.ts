/*
 * Inbound texts and what they must be taken for (docs/rules.md#opt-outs-detection). Data for tests; real ones are added
 * as they come. In Spanish and French: opt-out-corpus-es.ts, opt-out-corpus-fr.ts.
 */

/** One text per line or between bars; "\\n" is a line end. */
export function texts(block: string): readonly string[] {
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
  Stop;) | sTOP | stop~ | >stop | [STOP] | «stop» | „Stop“ | \u200eSTOP\u200e | STOP 🖕🏽 | Unsubscribe 😊 | quit quit
  opt.out | opt - out | OPT OUT. | Opt  out | stop / unsubscribe | STOP END QUIT | STOP ALL!! | Stop-All | STOP\\n\\n\\n
  END\\n\\nGet Outlook for iOS | Reacted 🛑 to "Hi Ana" | ＱＵＩＴ | 𝐔𝐧𝐬𝐮𝐛 | revoke. | (unsubscribe) | stop=stop
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
  Please, just stop. | STOP PLEASE!!! | stop plz | kindly stop | please stop now | ok stop | hey stop | Sorry, stop
  Stop thank you | stop. thanks. | No thanks. Stop. | no thank you please stop | Please stop all texts | stop all messages
  Please stop messaging this number | Stop texting my wife | stop texting us | quit messaging me | Cease contacting me
  stop sending texts | please stop sending me messages | Stop sending these | quit sending me texts | stop all this spam
  don't text again | Do not message me again. | Dont contact us | do not contact this number | never contact me
  DO NOT TEXT ME EVER | don't text this number | please do not text me again | pls dont text me | don't you dare text me
  take me off this list please | take me off of your list | TAKE ME OFF YOUR LIST | get me off this list
  please take my name off your list | remove me from your list | remove me from the texting list | Remove this number
  remove us | please delete my number from your list | delete my info | drop my number | erase my number please
  Lose this number | forget this number | leave us alone | leave me be | leave me alone please | pls leave me alone
  no more msgs | no more text messages | no more spam | no texting | no more of these texts | No spam
  I don't want these texts | i do not want to receive texts | don't want any messages | I don't wish to be contacted
  I want to unsubscribe | I'd like to unsubscribe | please unsubscribe me | unsubscribe from this list
  how do I unsubscribe | how do i opt out | Can I opt out? | unsubscribe from all texts | opt me out of this | please opt me out | I am opting out | opt out please | I wish to opt out
  I revoke consent | i hereby withdraw consent | I withdraw my consent | 🛑 please | 🛑 texting me | Stop 🛑 texting me 🛑
  Reply: stop texting me | I'm busy. Please stop. | I'm driving, please stop texting me | Not him. Stop texting me.
  Already voted. Stop texting me | Dude stop texting me | Bro stop | PLEASE STOP TEXTING ME I ALREADY VOTED
  I’m under 18, please remove me | She passed away. Please remove this number.
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
  You've got the wrong guy | wrong # | wrong no.
  Wrong person, sorry | This is not the right number | you must have the wrong number | there is no Bob here
  nobody named Bob here | Bob doesn't live here anymore | Maria doesn't have this number anymore | new phone who dis, stop
  unsubscribe? why | How do I stop these texts?
  end this | quit it | cancel that | please revoke | Quit please | end it | stop that | Stop!! who is this
  shut up | screw you | F off | buzz off | get lost | harassment | this is harassment | I will report you
  I'm calling the police, this is harassment | I will block you | gonna block this number | reported
  you never stop texting me | y'all won't stop texting me | I keep telling you to stop and you don't
  Why do you keep texting me | stop asking | stop begging | stop soliciting | stop wasting my time | enough already
  no more | don't text me tonight | don't text me after 8pm | please don't text me during work
  take him off your list | how do I take my name off the early voting list
  deceased | She is deceased | he passed away | he died last year
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
  Stop by anytime! | I'll be stopping by | stop in on Tuesday | which bus stop? | Next stop: the White House | stop light
  I couldn't stop laughing | stop and think about it | full stop | don't stop believing | don't quit | never quit
  I don't quit | quitting time is 5 | quit playing, of course I'm voting | I quit my job | When does it end?
  end of the month | the end of democracy | at the end of the day yes | to end hunger | weekends only | endorse
  Can you cancel student loans? | they cancelled my registration | cancel the debt | my appointment got cancelled
  revoke his license | they want to revoke the law | revoked | unsubscribe from Facebook? lol no | opt in
  I want to opt in | optimistic | optional? | I already opted for mail voting | remove the president | removed from the rolls?
  was I removed from the voter rolls | please remove the statue | take me to the polls | take off work?
  leave no one behind | leave it to me | leave at 5 | alone at home
  lose the election | we can't lose | don't lose hope | no more lies | no more taxes | no texts from my sister yet
  Text me tomorrow | text me the address | contact me at work | you can contact my wife too | message me after 5
  I didn't get your text | I lost your number | what number is this | wrong answer | wrong! | what's wrong? | right number
  I'm interested | Not sure | nope | nah | maybe | lol | who dis | new phone who dis | Who's this? | how did you get my number
  How did you get my name | I don't know | I'm Ana's mom | this is her husband | She's at work | he's not home | I moved
  I'm voting for the other guy | not voting | I will never vote for him | I hate him | no way | go team | Spam musubi lol
  report card | block party on Saturday | block captain | enough said | sure enough | I've had enough of him
  Emphasized an image | Laughed at an image | Questioned “Will you vote?” | Removed a like from “stop texting me”
  Reacted 👍 to “Reply STOP to opt out” | Reacted ❤️ to "Hi" | ❤️ to “Reply STOP” | Loved an image | Disliked “Reply STOP”
  Stop Trump | stop Biden now | Stop the count! | stop gun violence | help us stop this bill | we will stop them
`);

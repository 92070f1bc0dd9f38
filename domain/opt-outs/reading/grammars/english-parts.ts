/** Parts of the English grammar, written as pattern.ts reads them. Words are in the spelling of spelling.ts. */

import { MORE_NAMES } from "../frames/names.ts";

export const ENGLISH_PARTS = {
  NAMES:
    "marias|johns|mikes|susans|bobs|marys|daves|lindas|davids|jims|chriss|michaels|roberts|sarahs|karens|lisas|annas|anas|toms|steves|joes|matts|franks|georges|kevins|brians|jessicas|jennifers",
  /** First names: "this is not Susan". */
  NAME:
    `${MORE_NAMES.replaceAll(" ", "|")}|` +
    "james|mary|john|patricia|robert|jennifer|michael|linda|david|elizabeth|william|barbara|richard|susan|joseph|jessica|thomas|sarah|charles|karen|chris|christopher|lisa|daniel|nancy|matthew|betty|" +
    "anthony|margaret|mark|sandra|donald|ashley|steven|steve|kimberly|kim|paul|emily|andrew|donna|joshua|michelle|kenneth|carol|kevin|amanda|brian|dorothy|george|melissa|edward|deborah|ronald|" +
    "stephanie|timothy|rebecca|jason|sharon|jeffrey|jeff|laura|ryan|cynthia|jacob|kathleen|gary|amy|nicholas|nick|angela|eric|shirley|jonathan|anna|stephen|brenda|larry|pamela|justin|emma|scott|nicole|" +
    "brandon|helen|benjamin|ben|samantha|samuel|sam|katherine|gregory|greg|christine|frank|debra|alexander|alex|rachel|raymond|carolyn|patrick|janet|maria|dennis|catherine|jerry|heather|tyler|diane|" +
    "aaron|ruth|jose|julie|adam|olivia|nathan|joyce|henry|virginia|douglas|victoria|zachary|kelly|peter|lauren|kyle|christina|walter|joan|ethan|evelyn|jeremy|judith|harold|megan|keith|andrea|christian|" +
    "cheryl|roger|hannah|noah|jacqueline|gerald|martha|carl|gloria|terry|teresa|sean|ann|austin|sara|arthur|madison|lawrence|frances|jesse|kathryn|dylan|janice|bryan|jean|joe|abigail|jordan|alice|billy|" +
    "bob|bobby|mike|dave|dan|tom|tony|jim|jimmy|bill|kate|katie|sue|beth|jen|jenny|jess|liz|ana|carlos|juan|luis|pedro|miguel|rosa|carmen|lupe|dana|pat",
  // Words that opt out, clear and less clear, and what people put around them.
  KEY: "i want off|want off|like off|let me out of this|let me out|cease (this|these)|exit|halt|discontinue|terminate|unenroll|disenroll|take off (list|the list)?|off (the|your|this|ur)? list|unregister|deregister|delist|de list|leave (this|the)? (group|chat|list|thread|group chat)|no consent|unfollow|stop|stopall|unsubscribe|unsub|unsubscribing|unsubscription|remove|removal|cease|desist|optmeout | opt out | opting out | remove request | removal (request|requested) | stop all | remove all | stop everything",
  WEAK: "cancel|end|quit|revoke",
  GREETING:
    "hey|hi|hello|ok|okay|k|no|non|nope|nah|yes|yeah|yep|sorry|thanks|gracias|merci|ugh|uh|um|oh|ew|eww|yuck|gross|meh|bah|blah|pfft|grr|yikes|sigh|whatever|wow|geez|gee|jeez|bye|goodbye|adios|well|please|svp|hola|bonjour|" +
    "danke|obrigado|nop|argh|omfg|gosh|yo|alright|fine|cool|great|good|morning|evening|afternoon|listen|enough | no thank | good day | (and)? have (a|yourself a) (nice|good|great|blessed|wonderful|lovely) (day|evening|night|one|weekend|life) | (and)? (god|lord)? bless (you)? | (and)? good luck (to you|with that|w that)? | (and)? take care | all the best | best (wishes|regards) | regards | sincerely | respectfully",
  YOU_THERE:
    "sir|maam|mam|madam|dude|man|bro|bruh|guys|guy|people|you|lady|buddy|pal|friend|folks|everyone|idiot|idiots|asshole|assholes|bitch|bitches|creep|creeps|jerk|jerks|" +
    "moron|morons|loser|losers|weirdo|weirdos|clown|clowns|freak|freaks|crook|crooks|liar|liars|pervert|perverts|vultures|sis|fam|girl|sister|homie|my guy|dumbass|fool|stupid|scammer|scammers|spammer|spammers|dipshit|fuckers|fucker|motherfucker|motherfuckers|fuckface|cunt|prick|dick|dickhead|bastards|bastard|" +
    "pendejo|pendejos|cabron|ass|shit|fuck|hell|dammit|damnit|bot|robot",
  STRESS:
    "for the (first|second|third|fourth|fifth|tenth|last|final|millionth|hundredth|umpteenth|2nd|3rd|4th|5th|6th|10th|100th|1000th) time | once | i beg (of)? you | holy (crap|shit|cow|moly|hell) | for real | good (grief|lord|god) | oh my (god|gosh|lord) | my god | lord | this (instant|minute|second|moment)|now|n|rightnow|today|period|seriously|asap|then|so|and|but|rn | i said | i said so | i repeat | i mean it | i mean | last time | for the last time | final warning | exclamation point | " +
    "or else | last warning | i told you | full stop | this is your last warning | one more time | once more | in caps | all caps | i say | as requested | per request | enough",
  ASKING:
    "(can|could|would|will) (you) | you (need|have|got|gotta|ought)? (to|must|should|better) | (need|must|should|better) (to)? | i (want|wish|need|would like|have|am|am asking|am trying|would) (you)? (to)? | " +
    "(id|would) (like|love|appreciate) (you)? (if you|to)? | (i|we|im)? (am|are)? (ask|asking|request|requesting|demand|demanding|insist|insisting|beg|begging|suggest) that you | (i|we|ive|im) FILL{0,3} (told|asked|asking|telling|begging|want|need|like|requested|said) (you) FILL{0,3} to | (told|asked) (you) .{0,2} to | " +
    "im (asking|telling|begging|trying) (you)? to | (want|like|wish|need) to | let me | i (hereby|do)? (choose|request|elect|demand|say) (to)? | how (do|can|could) (i|we) | can i | may i | i",
  FILL: "already|have|am|been|now|also|specifically|clearly|politely|nicely|repeatedly|once|twice|several|many|times|before|all|people|guys|so|did",
  AROUND: "GREETING|YOU_THERE|STRESS|ASKING",
  // What is to end.
  STOP: "stop|quit|cease|halt|discontinue|desist|terminate|suspend|stops",
  STOPS: "STOP ((and|or) STOP)? (from|w)?",
  CONTACTING:
    "texting|messaging|contacting|calling|emailing|phoning|pinging|smsing|dming|communicating|writing|soliciting|mailing|notifying|alerting|reminding|polling|" +
    "surveying|canvassing | reaching out to? | " +
    "hitting (up)? | communicating with | sending (texts|messages) to | blowing up | writing to | communication with | blasting",
  PESTERING:
    "spamming|harassing|bothering|bugging|annoying|pestering|hounding|disturbing|stalking|trolling|hassling|badgering|harrassing|harasing|" +
    "botherin|harassin|bombarding|hasseling | messing with | messing | targeting",
  CONTACT:
    "text|message|contact|dm|sms|txt|msg|ping|spam|solicit | reach out to? | hit up | send (texts|messages) to | try to (contact|text|reach) | " +
    "attempt to (contact|reach|text) | communicate with | msg",
  BY_PHONE: "call|email|phone|write|mail|ring | write to",
  BOTHER: "bother|bug|annoy|pester|harass|harrass|disturb|hassle|spam",
  // Whom.
  NUMBER: "number|phone|cell|cellphone|line|mobile|device|contact|celly",
  FAMILY:
    "wife|husband|mom|mother|dad|father|son|daughter|family|kid|kids|grandmother|grandma|spouse|parents|mama|grandson|minor child|child|children",
  ME: "me|us|myself|(my|our|this) .{0,1} NUMBER|my .{0,1} FAMILY|at this number|these numbers|my numbers",
  INFO:
    "number|numbers|phone|name|names|info|information|contact|contacts|cell|details|data|record|records|digits|file|profile|cellphone|email|account|" +
    "listing|entry | contact|personal (info|information|details) | number and name | name and number",
  PERSON:
    "me|us|myself|(all|both)? (of)? (my|our) .{0,1} INFO|both (me|of us)|this .{0,1} NUMBER|the NUMBER|this (person|contact)|(my|our) .{0,1} FAMILY|these numbers",
  // Texts, and what people call them.
  TEXTS:
    "texts|text|messages|message|sms|marketing|spam|communications|communication|correspondence|solicitations|solicitation|notifications|alerts|blasts|" +
    "msgs|mms|robotexts|robotext|texting|messaging|spams|solicitors|contact|updates|emails|promos|promotions|ads|advertisements|requests|" +
    "propaganda|mailings",
  RUBBISH:
    "crap|shit|bullshit|garbage|junk|nonsense|stuff|things|bs|trash|harassment|harassing|calls|fundraising|donation|donations|begging|polls|surveys",
  DET: "the|these|those|this|that|your|all|any|more|such|so|many|of|with|out|future|further|additional|other|these|them|w|to|about|anymore|every|each|another|unwanted|unsolicited",
  KIND:
    "DET|political|campaign|spam|solicitation|soliciting|sales|promo|advertising|fundraiser|survey|reminder|annoying|stupid|text|sms|automated|robo|mass|daily|constant|endless|marketing|promotional|election|democrat|" +
    "democratic|republican|liberal|conservative|maga|gop|dumb|dumbass|type|types|kind|kinds|sort|nonstop|group|email|phone|fundraising|donation|unnecessary|random|ridiculous",
  A_TEXT: "KIND{0,5} TEXTS | DET{1,4} .{0,2} TEXTS",
  RUBBISH_OF_YOURS: "KIND{0,4} RUBBISH | DET{1,3} .{0,1} RUBBISH",
  THESE:
    "these|this|them|those|it|that|any|anything|all|everything|nothing|anymore|more|shit|crap|stuff|things|any of these|this|it|that",
  // Lists.
  OFF: "from|off|out|of|on",
  LIST:
    "list|lists|database|databases|system|systems|texts|text|messages|message|contacts|records|thread|group|chat|campaign|here|there|this|it|roster|files|file|" +
    "program|service|distribution|spam|mailing|mailings|alerts|alert|notifications|everything|subscription|subscriptions|chain|book|phonebook|directory|crm|" +
    "rolodex|sms|registry|queue|rotation|rounds|number|campaigns|communication|communications|correspondence|updates|outreach|all|these|that|platform|app|numbers|phone|bs|loop",
  FROM_LIST: "OFF{1,3} (LIST | .{1,5} LIST)",
  // Wishes.
  WANT: "want|wanted|wish|need|care|like|desire|expect|appreciate|wanna|choose|prefer|intend|plan|love|wishing|wanting|require",
  NOT: "dont|nolonger|not|never|doesnt|didnt",
  RECEIVE:
    "receive|get|receiving|getting|see|have|read|recieve|recieving|recive|be (getting|receiving)|keep (getting|receiving)|continue (getting|receiving)|continue to (get|receive)|be sent|accept",
  MAY_NOT:
    "dont|never|mustnt|shouldnt|you (may|must|shall|can|should|will|are|better) not (to)?|you (cant|shouldnt|mustnt)|better not|not to|nolonger",
  ASK:
    "want|need|would like|like|id like|ask|asked|asking|telling|told|tell|begging|demand|demanding|request|requesting|requested|insist|beg|warning|order|ordering|command|implore|pleading with|plead with|" +
    "instructing|advised|advising|instructed|directing|begged|urge",
  /** "I told you three times". */
  TIMES:
    "(many|several|multiple|numerous|two|three|four|2|3|4|5|how many|countless) (times|occasions)? | nicely|before|repeatedly|politely|twice|once|times|previously",
  /** What texts do that end. */
  ENDED: "stop|stopped|stopping|end|ended|cease|ceased|quit | (come|came) to (an end|a stop|a halt)",
  /** Asked about the way out: "how do I", "what do I have to do to", "is there a way to", "who do I text to". */
  HOW_TO:
    "how (do|can|could|does|would|should|might) (i|we|one|someone|you|people) | (how hard is it | how hard can it be | is it (so|that|too)? hard) to |  (whats|what does|what will|what would|what is) it (take|going to take|gonna take) (for me)? to | how (to|2|can i go about) | help (me|us) (to)? | is it possible (for me)? to | (what|which) (number|word|code|keyword) (do|can|should) (i|we) (text|send|reply|use|type|say)? to |  what (do|must|can|should|would) (i|we|one|ive to|i need to|we have to|we need to) (do|say|text|type|send|reply)? to | " +
    "(is there|isnt there|theres) (a|any|some|no) (way|method|option) (for me|i can|to|of|that i can|out of) | (who|where|whom) (do|can|should|would) (i|we|ive to|i need to|we have to|we need to) (contact|text|talk to|ask|call|email|go|write|reply|say|speak to|tell|click)? to",
  /** Lists of people that are to be left in peace. */
  DNC: "(dont|donot|no|not|never|dnc|opt out|suppression|block|blocked|unsubscribe|removal|blacklist|exclusion) (call|contact|text|message|out|disturb|solicit|mail)? ((or|and) (call|text|contact))? (list|lists|registry|database)",
  YOU: "you|this|your company|campaign|organization|all of you",
  // Denials: "I never asked to be removed", "no need to take me off", "I'd hate for these to stop".
  DENIES:
    "didnt|never|dont|wouldnt|wont|havent|hadnt|cant|couldnt|doesnt|wasnt|isnt|arent|not|nobody|noone|who | no one",
  SAYING:
    "ask|asked|asking|say|said|saying|tell|told|telling|request|requested|requesting|mean|meant|meaning|suggest|suggesting|implying",
  /** Wishes for what comes to an end, when "to" or somebody who does it follows. */
  MEANING_TO:
    "want|wanted|wanting|wish|intend|intending|plan|planning|need|expect|like|going|gonna|trying|have|prefer|hope|hoping|interested in|think of|thinking of",
  LINKS:
    "i|you|we|me|us|them|anyone|anybody|yall|to|that|for|be|been|being|get|getting|was|want|wanted|wants|if|would|should|could|it was|want you|like|ever|the word",
  /** What ends our texts, as it is told of. */
  ENDING:
    "stop|quit|unsubscribe|unsubscribed|unsubscribing|unsub|optmeout|removed|deleted|dropped|off|out|opted out|gone | opt out | opting out | opted out | taken off | take (me|us|my name|my number|this number|it) off | " +
    "(remove|delete|drop|unsubscribe|removing|deleting|dropping) (me|us|anything|anyone|my .{0,1} INFO|this .{0,1} INFO) | end (this|these|it) | leave (the|this|your) LIST",
};

"""The codebook: which events are coded, under which type and mode, and the sectors of participants.

The first sixteen types are PLOVER's (Political Language Ontology for Verifiable Event Records, 2018 and later); the ten
after them cover events that are common in news and missing in PLOVER. An event has one type and at most one mode.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventType:
    """What is coded under a type."""

    rule: str  # what is coded under it, and what is not
    example: str  # a sentence with such an event


@dataclass(frozen=True, slots=True)
class EventMode:
    """How events of some types happen; narrower than the type."""

    rule: str
    types: tuple[str, ...]  # the types that may have it


EVENT_TYPES: dict[str, EventType] = {
    "AGREE": EventType(
        "Agree, offer, promise or show willingness to cooperate, help, meet or yield; sign or reach an agreement.",
        "The two governments signed a fishing agreement.",
    ),
    "CONSULT": EventType(
        "Meet, visit, telephone, hold talks, mediate. Merely speaking to the press is not coded.",
        "The foreign minister visited Lisbon for talks.",
    ),
    "SUPPORT": EventType(
        "Praise, endorse, defend, recognise, welcome; begin or strengthen political or diplomatic ties.",
        "The chancellor praised the new coalition.",
    ),
    "CONCEDE": EventType(
        "Make concessions: ease or lift restrictions, bans or sanctions, grant rights, pardon, accept demands.",
        "The council lifted the curfew after a week.",
    ),
    "COOPERATE": EventType(
        "Work together: joint exercises, shared intelligence, exchange of prisoners, economic or judicial cooperation.",
        "The navies held joint exercises in the strait.",
    ),
    "AID": EventType(
        "Give money, goods, troops for peacekeeping, rescue, evacuation or asylum.",
        "The agency delivered food to the camp.",
    ),
    "RETREAT": EventType(
        "Back down: withdraw, surrender, cease fire, disarm, release or return, pay compensation, resign.",
        "The rebels withdrew from the valley.",
    ),
    "REQUEST": EventType(
        "Ask, appeal, call on, demand, order someone to do or stop something.",
        "Doctors urged the ministry to open the crossing.",
    ),
    "ACCUSE": EventType(
        "Blame, accuse, criticise, condemn, complain; investigate.",
        "The mayor accused the contractor of fraud.",
    ),
    "REJECT": EventType(
        "Refuse, decline, oppose, veto; fail to reach an agreement.",
        "The union rejected the pay offer.",
    ),
    "THREATEN": EventType(
        "Threaten, warn of force or penalties, issue an ultimatum, announce a hostile step.",
        "The general threatened to close the border.",
    ),
    "PROTEST": EventType(
        "Demonstrate, strike, riot, occupy or block in order to protest.",
        "Thousands marched against the pension law.",
    ),
    "SANCTION": EventType(
        "Reduce or break relations: expel diplomats, impose sanctions, suspend aid, boycott, break off talks.",
        "The union imposed sanctions on the airline.",
    ),
    "MOBILIZE": EventType(
        "Deploy, mobilise, put on alert, move, advance or build up forces or weapons, without fighting.",
        "The army deployed tanks along the river.",
    ),
    "COERCE": EventType(
        "Use power without attacking people: arrest, ban, curfew, seizure, demolition, siege.",
        "Police arrested two editors.",
    ),
    "ASSAULT": EventType(
        "Deliberate violence against people or places, by armies, groups or persons: killing, shooting, bombing, "
        "beating, torture, abduction, fighting.",
        "Gunmen opened fire on a bus, killing three passengers.",
    ),
    "CRIME": EventType(
        "Crime that is not an attack on people: robbery, theft, looting, fraud, corruption, smuggling, trafficking.",
        "Thieves stole paintings from the gallery.",
    ),
    "ACCIDENT": EventType(
        "Unintended harm: crashes, fires, collapses, drownings, explosions by accident, poisoning.",
        "A bus overturned near the pass.",
    ),
    "DISASTER": EventType(
        "Natural disasters: earthquakes, floods, storms, wildfires, drought, epidemics.",
        "An earthquake struck the islands.",
    ),
    "DEATH": EventType(
        "Death of illness, of age, or of a cause that the passage does not give.",
        "The painter died on Sunday, aged 91.",
    ),
    "ELECT": EventType(
        "Elections and referendums: voting, winning, losing, standing as a candidate.",
        "Voters elected a new mayor.",
    ),
    "APPOINT": EventType(
        "Appointing, nominating, dismissing, replacing or swearing in; founding a body.",
        "The president dismissed the interior minister.",
    ),
    "LEGISLATE": EventType(
        "Making law: proposing, debating, passing, signing, repealing; rulings on the law itself.",
        "Parliament passed a bill on data protection.",
    ),
    "TRY": EventType(
        "Court proceedings: charge, trial, testimony, verdict, sentence, appeal, execution ordered by a court.",
        "A court convicted the banker of fraud.",
    ),
    "TRADE": EventType(
        "Buying, selling, investing, merging, closing or opening business, market moves, layoffs.",
        "The brewer bought a rival for two billion dollars.",
    ),
    "STATE_CONTROL": EventType(
        "Territory or a place taken, entered, held, lost or claimed by a force.",
        "Insurgents seized the town and its airport.",
    ),
}
"""Every event type: its rule of inclusion and an example."""

COOPERATIVE_TYPES: frozenset[str] = frozenset({"CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
"""Types whose announcement or offer is coded as AGREE."""

HOSTILE_TYPES: frozenset[str] = frozenset({"SANCTION", "COERCE", "ASSAULT", "PROTEST"})
"""Types whose announcement is coded as THREATEN."""

HARM_TYPES: frozenset[str] = frozenset({"ASSAULT", "ACCIDENT", "DISASTER", "DEATH"})
"""Types in which people are killed or hurt, or things destroyed."""

EVENT_MODES: dict[str, EventMode] = {
    # ASSAULT
    "airstrike": EventMode("Bombs or missiles from aircraft or drones.", ("ASSAULT",)),
    "shelling": EventMode("Artillery, mortars, rockets or missiles from the ground or sea.", ("ASSAULT",)),
    "bombing": EventMode("Explosives brought or planted: bombs, car bombs, mines, grenades.", ("ASSAULT",)),
    "suicide_bombing": EventMode("An attacker detonates explosives on his or her own body.", ("ASSAULT",)),
    "shooting": EventMode("Firearms.", ("ASSAULT",)),
    "stabbing": EventMode("Knives, machetes and other blades.", ("ASSAULT",)),
    "vehicle_ramming": EventMode("A vehicle driven at people.", ("ASSAULT",)),
    "beating": EventMode("Blows without weapons or with blunt ones.", ("ASSAULT",)),
    "killing": EventMode("A killing by unknown means.", ("ASSAULT",)),
    "execution": EventMode("A captive or convict put to death.", ("ASSAULT", "TRY")),
    "assassination": EventMode("A chosen, prominent person killed.", ("ASSAULT",)),
    "massacre": EventMode("Many defenceless people killed; genocide.", ("ASSAULT",)),
    "clash": EventMode("Armed sides fight each other.", ("ASSAULT",)),
    "ground_attack": EventMode("An attack by forces on the ground: ambush, raid, offensive, invasion.", ("ASSAULT",)),
    "abduction": EventMode("People taken away by force.", ("ASSAULT",)),
    "hostage_taking": EventMode("People held to force a demand.", ("ASSAULT",)),
    "torture": EventMode("Pain inflicted on a captive.", ("ASSAULT",)),
    "sexual_violence": EventMode("Rape and other sexual assault.", ("ASSAULT",)),
    "chemical_attack": EventMode("Gas, poison or other substances as a weapon.", ("ASSAULT",)),
    # COERCE
    "arrest": EventMode("Arrest, detention, imprisonment, unless a trial is reported.", ("COERCE",)),
    "search": EventMode("Raids and searches by the police.", ("COERCE",)),
    "curfew": EventMode("People ordered off the streets.", ("COERCE", "CONCEDE", "THREATEN")),
    "emergency": EventMode("State of emergency or martial law.", ("COERCE", "CONCEDE", "THREATEN")),
    "ban": EventMode("Something forbidden.", ("COERCE", "CONCEDE", "THREATEN")),
    "censorship": EventMode("Media closed, blocked or silenced.", ("COERCE",)),
    "seizure": EventMode("Property confiscated or frozen.", ("COERCE",)),
    "demolition": EventMode("Property destroyed.", ("COERCE",)),
    "arson": EventMode("Fire set on purpose.", ("COERCE",)),
    "vandalism": EventMode("Property damaged.", ("COERCE",)),
    "deportation": EventMode("People expelled from a country or home.", ("COERCE",)),
    "siege": EventMode("A place closed off or surrounded; a blockade.", ("COERCE", "RETREAT", "CONCEDE")),
    "crackdown": EventMode("Repression, dispersal of crowds.", ("COERCE",)),
    "cyberattack": EventMode("Computers broken into or disabled.", ("COERCE",)),
    "restriction": EventMode("Movement or rights restricted; borders closed.", ("COERCE", "CONCEDE")),
    # PROTEST
    "demonstration": EventMode("Marches, rallies, sit-ins.", ("PROTEST",)),
    "strike": EventMode("Work stopped.", ("PROTEST",)),
    "riot": EventMode("Violent crowds.", ("PROTEST",)),
    "obstruction": EventMode("Roads or buildings blocked or occupied.", ("PROTEST",)),
    "hunger_strike": EventMode("Food refused.", ("PROTEST",)),
    # SANCTION
    "embargo": EventMode("Trade or finance restricted; sanctions.", ("SANCTION", "CONCEDE")),
    "expulsion": EventMode("Diplomats, members or organisations expelled.", ("SANCTION",)),
    "boycott": EventMode("Refusal to take part or to buy.", ("SANCTION",)),
    "suspension": EventMode("Aid, talks, membership or plans stopped.", ("SANCTION",)),
    "recall": EventMode("Diplomats, staff or troops withdrawn in protest.", ("SANCTION",)),
    # RETREAT, CONCEDE
    "withdrawal": EventMode("Forces leave.", ("RETREAT",)),
    "surrender": EventMode("Forces give themselves up.", ("RETREAT",)),
    "ceasefire": EventMode("A truce agreed or kept.", ("RETREAT", "AGREE")),
    "disarmament": EventMode("Weapons laid down or destroyed.", ("RETREAT",)),
    "release": EventMode("Captives or prisoners freed.", ("RETREAT",)),
    "return": EventMode("Property or people given back; compensation.", ("RETREAT",)),
    "resignation": EventMode("An office given up.", ("RETREAT",)),
    "flight": EventMode("People flee.", ("RETREAT",)),
    "easing": EventMode("Restrictions eased.", ("CONCEDE",)),
    "pardon": EventMode("Punishment forgiven.", ("CONCEDE",)),
    # CONSULT, AGREE, COOPERATE, SUPPORT
    "visit": EventMode("Someone travels to meet others.", ("CONSULT",)),
    "talks": EventMode("A meeting or negotiation.", ("CONSULT", "AGREE")),
    "call": EventMode("A telephone or video call.", ("CONSULT",)),
    "mediation": EventMode("A third party between two sides.", ("CONSULT",)),
    "accord": EventMode("An agreement signed or reached.", ("AGREE",)),
    "promise": EventMode("Something promised or offered.", ("AGREE",)),
    "exercise": EventMode("Joint military exercises.", ("COOPERATE",)),
    "sharing": EventMode("Information shared.", ("COOPERATE",)),
    "exchange": EventMode("Prisoners or goods exchanged.", ("COOPERATE",)),
    "endorsement": EventMode("A candidate or plan backed.", ("SUPPORT",)),
    "recognition": EventMode("A state, government or result recognised; ties opened.", ("SUPPORT",)),
    "condolence": EventMode("Sympathy expressed.", ("SUPPORT",)),
    # AID
    "humanitarian": EventMode("Food, medicine, shelter.", ("AID",)),
    "economic": EventMode("Money, loans, debt relief.", ("AID",)),
    "military": EventMode("Weapons, training, peacekeepers.", ("AID",)),
    "rescue": EventMode("People rescued or evacuated.", ("AID",)),
    "asylum": EventMode("Refuge granted.", ("AID",)),
    # ACCUSE, THREATEN, MOBILIZE
    "criticism": EventMode("Disapproval.", ("ACCUSE",)),
    "allegation": EventMode("Wrongdoing alleged.", ("ACCUSE",)),
    "investigation": EventMode("An inquiry opened or under way.", ("ACCUSE",)),
    "responsibility": EventMode("Responsibility for an attack claimed.", ("ASSAULT",)),
    "ultimatum": EventMode("A demand with a deadline.", ("THREATEN",)),
    "deployment": EventMode("Forces moved or stationed.", ("MOBILIZE",)),
    "alert": EventMode("Forces on alert.", ("MOBILIZE",)),
    "arming": EventMode("Weapons tested, built up or brought.", ("MOBILIZE",)),
    # CRIME
    "robbery": EventMode("Property taken by force or threat.", ("CRIME",)),
    "theft": EventMode("Property taken in secret; burglary.", ("CRIME",)),
    "looting": EventMode("Shops or homes plundered.", ("CRIME",)),
    "fraud": EventMode("Deceit for gain; money laundering.", ("CRIME",)),
    "corruption": EventMode("Bribery, embezzlement.", ("CRIME",)),
    "smuggling": EventMode("Trafficking in goods, drugs or people.", ("CRIME",)),
    "extortion": EventMode("Money or favours demanded by threat.", ("CRIME",)),
    # ACCIDENT, DISASTER, DEATH
    "traffic": EventMode("Road, rail, air or sea accidents.", ("ACCIDENT",)),
    "fire": EventMode("Fires not known to be set.", ("ACCIDENT", "DISASTER")),
    "explosion": EventMode("Explosions not known to be an attack.", ("ACCIDENT", "ASSAULT")),
    "collapse": EventMode("Buildings, bridges or mines collapse.", ("ACCIDENT",)),
    "drowning": EventMode("People drown.", ("ACCIDENT",)),
    "spill": EventMode("Oil, gas or chemicals leak.", ("ACCIDENT",)),
    "earthquake": EventMode("Earthquakes and tsunamis.", ("DISASTER",)),
    "flood": EventMode("Floods, landslides, mudslides, avalanches.", ("DISASTER",)),
    "storm": EventMode("Storms, hurricanes, tornadoes, snow.", ("DISASTER",)),
    "wildfire": EventMode("Forest and bush fires.", ("DISASTER",)),
    "drought": EventMode("Drought, heat, famine.", ("DISASTER",)),
    "eruption": EventMode("Volcanoes.", ("DISASTER",)),
    "epidemic": EventMode("Outbreaks of disease.", ("DISASTER",)),
    "suicide": EventMode("A person ends his or her own life.", ("DEATH",)),
    # ELECT, APPOINT, LEGISLATE, TRY
    "election": EventMode("A vote is held.", ("ELECT",)),
    "victory": EventMode("An election won.", ("ELECT",)),
    "candidacy": EventMode("Someone stands for office.", ("ELECT",)),
    "appointment": EventMode("Someone put into office.", ("APPOINT",)),
    "dismissal": EventMode("Someone removed from office.", ("APPOINT",)),
    "founding": EventMode("A body founded.", ("APPOINT",)),
    "passage": EventMode("A law passed or signed.", ("LEGISLATE",)),
    "proposal": EventMode("A law proposed or debated.", ("LEGISLATE",)),
    "repeal": EventMode("A law repealed or struck down.", ("LEGISLATE",)),
    "charge": EventMode("Charges brought; a suit filed.", ("TRY",)),
    "trial": EventMode("A trial, hearing or testimony.", ("TRY",)),
    "conviction": EventMode("Found guilty, or pleading so.", ("TRY",)),
    "sentence": EventMode("A punishment set.", ("TRY",)),
    "acquittal": EventMode("Found not guilty, charges dropped.", ("TRY",)),
    "appeal": EventMode("A judgment contested before a higher court.", ("TRY",)),
    "extradition": EventMode("Someone handed over to another country's courts.", ("TRY",)),
    # TRADE, STATE_CONTROL
    "purchase": EventMode("Something bought, a takeover.", ("TRADE",)),
    "sale": EventMode("Something sold.", ("TRADE",)),
    "investment": EventMode("Money put into business.", ("TRADE",)),
    "merger": EventMode("Companies join.", ("TRADE",)),
    "layoff": EventMode("Staff cut.", ("TRADE",)),
    "bankruptcy": EventMode("A business fails.", ("TRADE",)),
    "market": EventMode("Prices or shares move.", ("TRADE",)),
    "capture": EventMode("A place taken.", ("STATE_CONTROL",)),
    "advance": EventMode("A force moves into or towards a place.", ("MOBILIZE", "STATE_CONTROL")),
    "holding": EventMode("A place held or controlled.", ("STATE_CONTROL",)),
    "loss": EventMode("A place lost.", ("STATE_CONTROL",)),
    "coup": EventMode("Government overthrown.", ("STATE_CONTROL",)),
}
"""The closed list of modes."""

SECTORS: dict[str, str] = {
    "GOV": "Government and its officials.",
    "MIL": "Regular armed forces.",
    "PAR": "Paramilitaries and militias on the side of a government or of a community.",
    "REB": "Rebels, insurgents, militants, terrorists.",
    "OPP": "Political opposition and parties out of power, activists.",
    "COP": "Police and other law enforcement.",
    "JUD": "Courts, judges, prosecutors.",
    "LEG": "Parliaments and their members.",
    "SPY": "Intelligence services.",
    "CVL": "Civilians, residents, people in no other capacity.",
    "MED": "Journalists and media.",
    "EDU": "Schools, universities, teachers, students.",
    "REL": "Religious bodies and clergy.",
    "IGO": "Organisations of states.",
    "NGO": "Non-governmental organisations.",
    "BUS": "Companies and business people.",
    "LAB": "Workers and unions.",
    "CRM": "Criminals and gangs, suspects, gunmen without a known cause.",
    "REF": "Refugees, migrants, displaced people.",
    "HLH": "Hospitals, doctors, health authorities.",
    "UNK": "Unknown or unidentified actors.",
}
"""Sectors of actors and recipients."""

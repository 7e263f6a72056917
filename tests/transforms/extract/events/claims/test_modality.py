"""The modality of events: a sentence for each construction that sets one."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from tests.transforms.extract.quotes.test_extract import anything
from transforms.extract.document import Document, Token
from transforms.extract.events.claims.modality import modality_of

Parse = Callable[..., Document]
MODALITIES = {"asserted", "reported", "planned", "hypothetical", "denied", "negated", "historical"}


def word(document: Document, text: str) -> Token:
    return next(token for token in document.tokens if token.text == text)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "trigger", "modality"),
    [
        ("Rebels attacked the town.", "attacked", "asserted"),
        ("The president condemned the attack.", "attack", "asserted"),
        ("The rebels allowed him to attack the town.", "attack", "asserted"),
        ("Police said rebels attacked the town.", "attacked", "reported"),
        ("Rebels allegedly attacked the town.", "attacked", "reported"),
        ("He was accused of killing five people.", "killing", "reported"),
        ('"Rebels attacked the town," Mara Lund said.', "attacked", "reported"),
        ("Rebels will attack the town.", "attack", "planned"),
        ("Rebels vowed to attack the town.", "attack", "planned"),
        ("The rebels were about to attack the town.", "attack", "planned"),
        ("Officials said he would be charged on Monday.", "charged", "planned"),
        ("Protests are planned for Friday.", "Protests", "planned"),
        ("The mayor announced plans to arrest protesters.", "arrest", "planned"),
        ("If rebels attack, the army will respond.", "attack", "hypothetical"),
        ("If rebels attack, the army will respond.", "respond", "hypothetical"),
        ("Rebels may attack the town.", "attack", "hypothetical"),
        ("The group threatened to kill the hostages.", "kill", "hypothetical"),
        ("There are fears of an attack.", "attack", "hypothetical"),
        ("Police told residents to leave the town.", "leave", "hypothetical"),
        ("The army denied killing civilians.", "killing", "denied"),
        ("The government dismissed claims that it bombed a hospital.", "bombed", "denied"),
        ("Rebels did not attack the town.", "attack", "negated"),
        ("Police have not been able to arrest the clerk.", "arrest", "negated"),
        ("The mayor denied that the men arrested on Sunday were clerks.", "arrested", "reported"),
        ("The mayor denied that police arrested the clerk.", "arrested", "denied"),
        ("No one was killed.", "killed", "negated"),
        ("There were no arrests.", "arrests", "negated"),
        ("The rebels failed to take the town.", "take", "negated"),
        ("He left without firing a shot.", "firing", "negated"),
        ("They prevented an attack.", "attack", "negated"),
        ("The army is not only killing civilians.", "killing", "asserted"),
        ("His office said in a statement that he would visit the town.", "visit", "planned"),
        ("A man in a 1996 Chevrolet was killed.", "killed", "asserted"),
        ("Our task is not to fight them but to help them.", "help", "asserted"),
        ("Police received a call about the shooting.", "shooting", "asserted"),
        ("In 2015 he was convicted of fraud.", "convicted", "historical"),
        ("The 2016 battle for the town was long.", "battle", "historical"),
        ("It is the worst fighting since 2020, when rebels seized the town.", "seized", "historical"),
        ("It is the worst fighting since 2020, when rebels seized the town.", "fighting", "asserted"),
        ("The minister has previously condemned the group.", "condemned", "historical"),
        ("On the anniversary of the attack, people gathered.", "attack", "historical"),
        ("The rebels, who killed ten people in 2014, were arrested.", "arrested", "asserted"),
        ("The doctor called on the government to release the prisoners.", "release", "hypothetical"),
        ("It is necessary to release the prisoners.", "release", "hypothetical"),
        ("The army will send troops to attack the town.", "attack", "planned"),
        ("The ministry said it would send troops to help the refugees.", "help", "planned"),
        ("The army sent troops to attack the town.", "attack", "asserted"),
        ("He was charged with a role in the attack, which killed three people.", "killed", "asserted"),
        ("He was charged with a role in the attack.", "attack", "reported"),
        ("Rebels attacked the town years ago.", "attacked", "historical"),
        ("Rebels attacked the town that the army left years ago.", "attacked", "asserted"),
        ("Two men fled the house at the time of the shooting.", "fled", "asserted"),
        ("Rebels attacked the town twice in the past week.", "attacked", "asserted"),
        ("Neither the army nor the police attacked the town.", "attacked", "negated"),
        ("The two sides neither signed the pact nor met in Riga.", "signed", "negated"),
        ("The two sides neither signed the pact nor met in Riga.", "met", "negated"),
        ("The bombing of the bridge was foiled on Tuesday.", "bombing", "negated"),
        ("The army almost attacked the convoy.", "attacked", "negated"),
        ("The army almost certainly attacked the convoy.", "attacked", "asserted"),
        ("The minister ruled out sending troops.", "sending", "negated"),
        ("The senate has yet to approve the treaty.", "approve", "negated"),
        ("Neither side attacked the convoy.", "attacked", "negated"),
        ("The attack was not a success.", "attack", "asserted"),
        ("There was no sign that the attack was deliberate.", "attack", "asserted"),
        ("There was no attack.", "attack", "negated"),
        ("The attack would be a mistake.", "attack", "hypothetical"),
        ("The attack is imminent.", "attack", "planned"),
        ("The guards were sent to deter attacks.", "attacks", "negated"),
        ("Police found no evidence that he was murdered.", "murdered", "hypothetical"),
        ("Police found evidence that he was murdered.", "murdered", "asserted"),
        ("The two mayors are to meet in Oslo.", "meet", "planned"),
        ("The trial is due to begin in May.", "trial", "planned"),
        ("The senate debated a bill to ban protests.", "ban", "planned"),
        ("She was the first woman to win the election.", "win", "asserted"),
        ("Officials warned of flooding in the valley.", "flooding", "hypothetical"),
        ("The mayor renewed calls for a ceasefire.", "ceasefire", "hypothetical"),
        ("The union called for a strike.", "strike", "hypothetical"),
        ("He faces a life sentence.", "sentence", "hypothetical"),
        ("The two men face deportation to Peru.", "deportation", "hypothetical"),
        ("She faces charges of fraud.", "charges", "asserted"),
        ("He was not part of the plot to bomb the embassy.", "bomb", "negated"),
        ("The group had a plan to bomb the embassy.", "bomb", "planned"),
        ("Workers voted to strike.", "strike", "planned"),
        ("Shareholders voted to sell the firm.", "sell", "planned"),
        ("The bill would allow families to sue the bank.", "sue", "hypothetical"),
        ("The minister will resign at a meeting.", "meeting", "planned"),
        ("The minister resigned at a meeting.", "meeting", "asserted"),
        ("The firm would have sold the plant, its owner said.", "sold", "hypothetical"),
        ("Prosecutors want him to be jailed.", "jailed", "hypothetical"),
        ("A man wanted for the murder of two women was arrested in Lyon.", "arrested", "asserted"),
        ("The rebels claimed to have killed ten soldiers.", "killed", "reported"),
        ("He pretended to shoot the guard.", "shoot", "negated"),
        ("There is no doubt that rebels attacked the town.", "attacked", "asserted"),
        ("There is no doubt that he will face a trial.", "trial", "planned"),
        ("Two men died in a failed attack on a bank.", "attack", "asserted"),
        ("Talks helped halt two weeks of fighting.", "fighting", "asserted"),
        ("If we fail, the town will continue to lose jobs.", "lose", "hypothetical"),
        ("The government denied any involvement in the bombing of the market.", "bombing", "asserted"),
    ],
)
def test_modality_of_construction_yields_modality(parse: Parse, text: str, trigger: str, modality: str) -> None:
    document = parse(text)
    assert modality_of(document, [word(document, trigger)]) == modality


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "trigger", "event_type", "modality"),
    [
        ("The senate voted to confirm the judge.", "confirm", "APPOINT", "asserted"),
        ("The senate will vote to confirm the judge.", "confirm", "APPOINT", "planned"),
        ("The state defended its decision to ban the march.", "ban", "COERCE", "asserted"),
        ("The rebels announced their decision to attack the town.", "attack", "ASSAULT", "planned"),
    ],
)
def test_modality_of_act_that_a_decision_performs_yields_asserted(
    parse: Parse, text: str, trigger: str, event_type: str, modality: str
) -> None:
    document = parse(text)
    assert modality_of(document, [word(document, trigger)], event_type) == modality


@pytest.mark.model
def test_modality_of_dated_event_depends_on_publication(parse: Parse) -> None:
    document = parse("Rebels attacked the town on 3 March 2015.", published_date=date(2015, 3, 5))
    assert modality_of(document, [word(document, "attacked")]) == "asserted"
    document = parse("Rebels attacked the town on 3 March 2015.", published_date=date(2015, 6, 5))
    assert modality_of(document, [word(document, "attacked")]) == "historical"


@given(anything())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_modality_of_any_token_of_any_text_is_known(document: Document) -> None:
    assert {modality_of(document, [token]) for token in document.tokens} <= MODALITIES

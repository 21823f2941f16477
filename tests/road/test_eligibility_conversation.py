from tests.harness.phone import Phone


async def test_a_resident_asks_in_spanish_and_hears_why(phone: Phone) -> None:
    [intro, question] = await phone.ask("hola kiero saber si califico pal internet")
    assert "4 de diciembre de 2020" in intro
    assert question.splitlines()[1:] == ["1 Si", "2 No", "3 No sé"]

    [low_income] = await phone.ask("mis dos niños van a la escuela lawndale")
    assert "bajos ingresos" in low_income

    *answer, again = await phone.ask("y cuanto cuesta?")
    assert "gratis" in answer[0]
    assert again == low_income

    [wired] = await phone.ask("1")
    assert "internet por cable" in wired

    outcome, *_ = await phone.ask("no, puro celular")
    assert "parece que si califica" in outcome
    assert "No es una promesa" in outcome

"""Where a job is, in the manners of several languages."""

import datetime as dt

import pytest

from agents.postings.details import details_of

TODAY = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Księgowa\n\nStarowieś, ul. Rynek 3\n\nWymagania\n- staż\n", ["Starowieś, ul. Rynek 3"]),
        ("Técnico\nLácteos Rubia, S. Coop. · Palencia\n\nRequisitos\n- título\n", ["Palencia"]),
        ("Técnico de Enfermagem\nLondrina - PR\n\nRequisitos\n- COREN ativo\n", ["Londrina - PR"]),
        ("Clerk (m/w/d)\nDie Stadt Lindau an der Aue sucht Verstärkung.\n", ["Lindau an der Aue"]),
        ("Data clerk\n\nYou can work from anywhere in the UK.\n", ["UK"]),
        ("Cocinero\nRestaurante La Marea (Sanxenxo, Pontevedra)\n", ["Sanxenxo, Pontevedra"]),
        ("We're looking for a baker to join Tarn Bakery in Kendal.\n", ["Kendal"]),
        ("Data clerk\n\nYou can work from anywhere.\n", []),
    ],
)
def test_place_is_found_in_the_manners_of_each_language(text: str, places: list[str]):
    assert details_of(text, TODAY).job_location == places

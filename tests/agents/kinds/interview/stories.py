"""Excellent stories, one for each question of the behavioural bank, in words of the trade."""

STORIES = {
    "proud of": (
        "Two winters ago the wound clinic at our hospital had a six week waiting list, and "
        "people with diabetic foot ulcers were ending up in theatre while they waited. I was "
        "the charge nurse and the matron gave me until March to sort it out. I audited 180 "
        "referrals, saw that a third could be handled by district nurses, and trained eleven of"
        " them myself over four Saturdays. I also rewrote the referral form to one page. The "
        "list went from six weeks to nine days, and amputations in our catchment went from 14 "
        "to 8 the following year."
    ),
    "learn something quickly": (
        "In April our ventilator supplier replaced all 18 machines on the unit with a model "
        "nobody knew, and I had nine days before the first patient would be on one. I read the "
        "manual on the bus, booked two hours with the vendor's trainer, and practised alarms on"
        " a test lung every lunch break. I wrote a one page cheat sheet for the night staff. By"
        " day nine I had signed off 22 colleagues, and we had zero ventilator incidents in the "
        "first three months."
    ),
    "helped a colleague": (
        "Last autumn one of our junior account executives, Priya, was about to lose a hotel "
        "chain worth 90,000 pounds because the buyer would not return her calls. It was not my "
        "account, but I had sold to the same buyer before. I sat down with her for an hour, we "
        "rewrote the proposal around their energy bill, and I rang the buyer on Thursday "
        "evening and introduced her. She closed the deal three weeks later for 84,000 pounds "
        "and she finished the quarter at 107% of quota."
    ),
    "several things are urgent": (
        "On a Monday in November I came in to find three patients deteriorating, two nurses off"
        " sick and a family demanding to see me. I triaged by who would die first: I put bay 2,"
        " a septic man with a pressure of 78, at the top, called the registrar and started "
        "fluids within ten minutes. I asked the ward clerk to sit with the family until eleven "
        "and I handed the discharge letters to the late shift. All three patients were stable "
        "by noon, and the family wrote a thank you card."
    ),
    "disagreement with a colleague": (
        "Our tech lead Marek wished to rewrite the billing service in Rust; I was against it. "
        "He had a fair point, since GC pauses were costing us 300 ms at peak. I profiled the "
        "service for two days, and the heap dump showed that 80% of the garbage came from one "
        "JSON mapper. I swapped the mapper on a branch and ran both under load. Pauses fell to "
        "40 ms. Marek accepted the numbers, we shelved the rewrite, and he and I have since co-"
        "authored the team's performance guide."
    ),
    "that failed": (
        "In 2021 I ran the migration of our order database to a new cluster. I skipped the "
        "rehearsal because the copy had worked in staging. At 2 am the replication lag grew to "
        "40 minutes and I had to roll back, so the shop was down for 55 minutes on a Saturday, "
        "about 30,000 euros of orders. That was on me: I chose the date and I signed the plan. "
        "I wrote the postmortem, built a rehearsal environment with production-sized data, and "
        "repeated the migration four weeks later with 90 seconds of downtime."
    ),
    "hard feedback": (
        "In my second year as a team lead my director told me that people were afraid to bring "
        "me bad news, because I interrupted them. It stung. I asked three team members for "
        "examples and got eleven. I started every one-to-one by letting the other talk for ten "
        "minutes, and I put a note on my screen that said 'wait'. Six months later our "
        "engagement survey's 'I can speak openly' score had gone from 54 to 81, and two people "
        "thanked me for it."
    ),
    "less time or fewer people": (
        "Two of my five reps left in the same week, with seven weeks of the quarter to go and "
        "600,000 pounds still to close. I ranked all 140 open opportunities by likelihood, gave"
        " up 70 of them, and took the twelve largest myself. I got marketing to run the trade "
        "fair without us. We closed 570,000, 95% of target, but the pipeline for the next "
        "quarter was thin and it took until June to rebuild it."
    ),
    "more power than you": (
        "Our medical director had decided to close the night pharmacy to save 120,000 a year, "
        "and with the budget we had that was sensible. I collected every out-of-hours request "
        "for four weeks: 212 of them, 31 of which were antibiotics for sepsis. I put these on "
        "one page and asked for ten minutes. I suggested an on-call pharmacist with a locked "
        "cabinet, at a third of the price. She took it, it started in May, and delayed "
        "antibiotic doses stayed under 2%."
    ),
    "too little information": (
        "When the payment provider's certificate expired on Black Friday we had no idea whether"
        " their fix would take ten minutes or ten hours. I had to choose between taking the "
        "shop down and letting orders through unpaid. I let orders under 100 euros through on "
        "invoice, set a stop at 2,000 orders, and wrote to legal. It took them five hours. We "
        "lost 1,300 euros to non-payers and kept 96,000 in sales; with honest hindsight, ten "
        "hours would have hurt."
    ),
    "did not report to you": (
        "For the move to the electronic chart I needed 14 ward sisters, none of whom answered "
        "to me and all of whom had staffing gaps. I visited each ward at handover, asked what "
        "annoyed them most about paper, and built their top item into the training. I published"
        " a weekly chart of who had gone live. Two refused; I took a night shift on each of "
        "their wards to show it working. All 14 wards were live in ten weeks, two weeks ahead "
        "of plan."
    ),
    "right thing was costly": (
        "In March a customer was ready to sign a 240,000 euro licence for a module that I knew "
        "would not work with their ERP. My quarter hung on it. I called their CIO and said so, "
        "and I offered the smaller package for 60,000 instead. My manager was furious and I "
        "missed my bonus, about 9,000 euros. A year later the same CIO bought the whole suite "
        "for 410,000 and named that call as the reason."
    ),
}

//! What the console shows of a month.

use super::bias::Coverage;
use super::stats::Estimate;
use super::study::Study;
use super::write::Sums;

/// Columns are as wide as what is in them; the first one is text, the others are numbers.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain([head[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut out = String::from("|");
        for (place, (cell, width)) in cells.zip(&widths).enumerate() {
            let space = " ".repeat(width - cell.chars().count());
            out.push_str(&if place == 0 { format!(" {cell}{space} |") } else { format!(" {space}{cell} |") });
        }
        out
    };
    let dashes = |(place, width): (usize, &usize)| {
        if place == 0 {
            format!("{}|", "-".repeat(width + 2))
        } else {
            format!("{}:|", "-".repeat(width + 1))
        }
    };
    let mut out = vec![line(&mut head.iter().copied())];
    out.push(format!("|{}", widths.iter().enumerate().map(dashes).collect::<String>()));
    out.extend(rows.iter().map(|row| line(&mut row.iter().map(String::as_str))));
    out.join("\n")
}

pub(crate) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// Percentage points.
fn points(one: &Estimate) -> String {
    format!("{:+.1} ± {:.1}", one.is * 100.0, one.error * 100.0)
}

/// With separators between thousands.
pub(crate) fn count(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

pub(crate) fn month(sums: &Sums, studies: &[Study]) -> String {
    let mut out = vec![format!(
        "{} visitors, {} visits, {} page views; {} buyers, €{:.0}; {} measured ({})\nevents: {} arrived, {} of them after a late yes; {} dropped without consent",
        count(sums.visitors), count(sums.visits), count(sums.pages), count(sums.buyers), sums.turnover,
        count(sums.measured), percent(f64::from(sums.measured) / f64::from(sums.visitors.max(1))),
        count(sums.sent), count(sums.late), count(sums.dropped),
    )];
    let rules = sums.rules.iter().map(|(id, counts)| {
        let [shown, pressed, closed, blocked, people] = counts.map(count);
        vec![id.clone(), people, shown, pressed, closed, blocked]
    });
    out.push(table(
        &["rule", "visitors", "impressions", "clicks", "dismissals", "blocked"],
        &rules.collect::<Vec<_>>(),
    ));
    let goals = sums
        .goals
        .iter()
        .map(|(name, times, people, value)| vec![name.clone(), count(*people), count(*times), format!("€{value:.0}")]);
    out.push(table(&["goal", "visitors", "times", "worth"], &goals.collect::<Vec<_>>()));
    for (name, steps) in &sums.funnels {
        let first = f64::from(steps.first().copied().unwrap_or(0)).max(1.0);
        let rows = steps.iter().enumerate().map(|(place, people)| {
            vec![format!("{} {}", name, place + 1), count(*people), percent(f64::from(*people) / first)]
        });
        out.push(table(&["step", "visitors", "of the first"], &rows.collect::<Vec<_>>()));
    }
    out.extend(studies.iter().map(study));
    out.join("\n\n")
}

fn study(study: &Study) -> String {
    let rows = study.arms.iter().map(|arm| {
        let dash = || String::from("–");
        vec![
            arm.id.clone(),
            count(arm.exposed),
            count(arm.converted),
            format!("{} ± {:.1}", percent(arm.rate.is), arm.rate.error * 100.0),
            arm.lift.as_ref().map_or_else(dash, points),
            arm.truth.map_or_else(dash, |truth| format!("{:+.1}", truth * 100.0)),
            arm.naive.as_ref().map_or_else(dash, points),
        ]
    });
    let head =
        [&*study.experiment, "exposed", &*study.goal, "share", "lift by exposures", "true lift", "lift by impressions"];
    let fair = if study.mismatch < 0.001 { "the arms are uneven: something is wrong" } else { "the arms are even" };
    format!("{}\nsplit: p = {:.3}, {fair}", table(&head, &rows.collect::<Vec<_>>()), study.mismatch)
}

pub(crate) fn coverage(all: &[Coverage]) -> String {
    let off = |(bias, error): (f64, f64)| format!("{:+.2} ± {:.2}", bias * 100.0, error * 100.0);
    let rows = all.iter().map(|one| {
        vec![
            one.name.clone(),
            one.runs.to_string(),
            format!("{:.0}", one.exposed()),
            format!("{:+.2}", one.truth() * 100.0),
            off(one.bias()),
            percent(one.share()),
            off(one.bias_naive()),
            percent(one.share_naive()),
        ]
    });
    let head = [
        "arms",
        "runs",
        "exposed",
        "true lift",
        "exposures are off by",
        "and hold it in",
        "impressions are off by",
        "and hold it in",
    ];
    table(&head, &rows.collect::<Vec<_>>())
}

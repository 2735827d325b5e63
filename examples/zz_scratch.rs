use swarmopt::prelude::*;
fn main() -> Result<(), Error> {
    let f = Boxed::cube(-5.0..=5.0, 20)?.minimize(|x| x.iter().enumerate().map(|(i, x)| 10f64.powf(i as f64 / 19.0) * (5.0 - x)).sum());
    let mut s = CovarianceSwarm::default().build(&f, Seed(std::env::args().nth(1).unwrap().parse().unwrap()))?;
    for r in 0..3000 {
        s.step(&f, &Limits::NONE)?;
        if r % 100 == 0 || s.is_spent() { 
            let v = s.save()?;
            println!("{r} best {:?} mean {} step {} spent {}", s.best().unwrap().fitness, v["colony"]["distribution"]["mean"].as_array().unwrap().iter().map(|x| format!("{:.3}", x.as_f64().unwrap())).collect::<Vec<_>>().join(" "), v["colony"]["distribution"]["step"], s.is_spent()); if s.is_spent() {break} }
    }
    Ok(())
}

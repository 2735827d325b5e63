//! The methods of each space.

use super::{Catalogued, Entry};
use crate::{
    ant::{
        AcoR, AntColonySystem, AntSystem, BestWorstAntSystem, FocusedAnts, HyperCubeAntSystem,
        IncrementalAcoR, MaxMinAntSystem, PopulationAntColony, RankBasedAntSystem,
    },
    bee::{ArtificialBeeColony, BeesAlgorithm, BestBeeColony, GuidedBeeColony, QuickBeeColony},
    cooperative::CooperativeSwarm,
    covariance::CovarianceSwarm,
    particle::{
        BareBonesSwarm, Clpso, CuckooSearch, EigenSwarm, FireflyAlgorithm, FullyInformedSwarm,
        GreyWolfOptimizer, Hclpso, ParticleSwarm, QuantumSwarm, Spso2011, TourSwarm,
    },
    problem::{Boxed, Fitness, Permutation, Tsp},
    solve::Generalist,
    trust_region::TrustRegionSwarm,
};

impl<F: Fitness> Catalogued<F> for Boxed {
    const METHODS: &'static [Entry<Self, F>] = &[
        Entry::plain::<Generalist>(
            "generalist",
            "cooperative and covariance swarms in a portfolio, with restarts",
        ),
        Entry::of::<CovarianceSwarm>(
            "covariance-swarm",
            "CMA-ES as a swarm (Hansen & Ostermeier 2001)",
        ),
        Entry::of::<CooperativeSwarm>(
            "cooperative-swarm",
            "one agent per coordinate, each searching its line",
        ),
        Entry::of::<ParticleSwarm>(
            "particle-swarm",
            "canonical particle swarm (Kennedy & Eberhart 1995)",
        ),
        Entry::of::<FullyInformedSwarm>(
            "fully-informed-swarm",
            "all informants pull (Mendes et al. 2004)",
        ),
        Entry::of::<Spso2011>("spso-2011", "standard particle swarm of 2011 (Clerc 2012)"),
        Entry::of::<Clpso>("clpso", "comprehensive learning (Liang et al. 2006)"),
        Entry::of::<Hclpso>(
            "hclpso",
            "heterogeneous comprehensive learning (Lynn & Suganthan 2015)",
        ),
        Entry::of::<EigenSwarm>(
            "eigen-swarm",
            "a particle swarm along the axes of its personal bests",
        ),
        Entry::of::<BareBonesSwarm>(
            "bare-bones-swarm",
            "normal draws in place of velocities (Kennedy 2003)",
        ),
        Entry::of::<QuantumSwarm>(
            "quantum-swarm",
            "quantum-behaved particles (Sun, Feng & Xu 2004)",
        ),
        Entry::of::<GreyWolfOptimizer>(
            "grey-wolf-optimizer",
            "the three best lead (Mirjalili et al. 2014)",
        ),
        Entry::of::<FireflyAlgorithm>(
            "firefly-algorithm",
            "drawn by all brighter fireflies (Yang 2009)",
        ),
        Entry::of::<CuckooSearch>("cuckoo-search", "Lévy flights between nests (Yang & Deb 2009)"),
        Entry::of::<ArtificialBeeColony>(
            "artificial-bee-colony",
            "Artificial Bee Colony (Karaboga 2005)",
        ),
        Entry::of::<GuidedBeeColony>("guided-bee-colony", "gbest-guided ABC (Zhu & Kwong 2010)"),
        Entry::of::<BestBeeColony>("best-bee-colony", "ABC/best/1 (Gao, Liu & Huang 2012)"),
        Entry::of::<QuickBeeColony>("quick-bee-colony", "quick ABC (Karaboga & Gorkemli 2014)"),
        Entry::of::<BeesAlgorithm>("bees-algorithm", "the Bees Algorithm (Pham et al. 2005)"),
        Entry::of::<TrustRegionSwarm>(
            "trust-region-swarm",
            "quadratic models of cost and constraints in trust regions",
        ),
        Entry::of::<AcoR>("aco-r", "ants on a box (Socha & Dorigo 2008)"),
        Entry::of::<IncrementalAcoR>(
            "incremental-aco-r",
            "ants with a growing archive (Liao et al. 2011)",
        ),
    ];
}

/// The methods given, then those on all spaces of orders.
macro_rules! on_orders {
    ($($own:expr,)*) => {
        &[
            $($own,)*
            Entry::of::<MaxMinAntSystem>(
                "max-min-ant-system",
                "MAX-MIN Ant System (Stützle & Hoos 2000)",
            ),
            Entry::of::<AntColonySystem>(
                "ant-colony-system",
                "Ant Colony System (Dorigo & Gambardella 1997)",
            ),
            Entry::of::<AntSystem>("ant-system", "Ant System (Dorigo, Maniezzo & Colorni 1996)"),
            Entry::of::<RankBasedAntSystem>(
                "rank-based-ant-system",
                "rank-based Ant System (Bullnheimer et al. 1999)",
            ),
            Entry::of::<BestWorstAntSystem>(
                "best-worst-ant-system",
                "best-worst Ant System (Cordón et al. 2000)",
            ),
            Entry::of::<HyperCubeAntSystem>(
                "hyper-cube-ant-system",
                "ants in the hyper-cube framework (Blum & Dorigo 2004)",
            ),
            Entry::of::<PopulationAntColony>(
                "population-ant-colony",
                "population-based ACO (Guntsch & Middendorf 2002)",
            ),
            Entry::of::<ArtificialBeeColony>(
                "artificial-bee-colony",
                "Artificial Bee Colony (Karaboga 2005)",
            ),
            Entry::of::<BeesAlgorithm>("bees-algorithm", "the Bees Algorithm (Pham et al. 2005)"),
        ]
    };
}

impl<F: Fitness> Catalogued<F> for Tsp {
    const METHODS: &'static [Entry<Self, F>] = on_orders![
        Entry::of::<FocusedAnts>("focused-ants", "focused ants with Lin-Kernighan repair"),
        Entry::of::<TourSwarm>("tour-swarm", "particle swarm on tours, with Lin-Kernighan repair"),
    ];
}

impl<F: Fitness> Catalogued<F> for Permutation {
    const METHODS: &'static [Entry<Self, F>] = on_orders![];
}

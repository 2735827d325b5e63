//! The entries of the constrained test functions.

use super::{ConstrainedFunction, cec2006::*, designs::*, entry::Entry};

impl Entry {
    pub fn of(function: ConstrainedFunction) -> Entry {
        use ConstrainedFunction::*;
        match function {
            G01 => g01::entry(),
            G02 => g02::entry(),
            G03 => g03::entry(),
            G04 => g04::entry(),
            G05 => g05::entry(),
            G06 => g06::entry(),
            G07 => g07::entry(),
            G08 => g08::entry(),
            G09 => g09::entry(),
            G10 => g10::entry(),
            G11 => g11::entry(),
            G12 => g12::entry(),
            G13 => g13::entry(),
            WeldedBeam => welded_beam::entry(),
            PressureVessel => pressure_vessel::entry(),
            TensionSpring => tension_spring::entry(),
            SpeedReducer => speed_reducer::entry(),
            ThreeBarTruss => three_bar_truss::entry(),
            GearTrain => gear_train::entry(),
        }
    }
}

/**
 * The units of the convert_…() functions and how large each is, measured in one base unit a quantity. Kusto's unit names are those of the
 * UnitsNet library; the sizes are that library's from the time when Kusto took them over (release 4), also where they are not the exact
 * ones, as for the mile and the acre foot.
 */
export type UnitSizes = Readonly<Record<string, number>>;

/** In degrees. Tilt, the sine of an angle, is no multiple of anything and stands in units.ts. */
export const angleSizes: UnitSizes = {
  Arcminute: 1 / 60,
  Arcsecond: 1 / 3600,
  Centiradian: 1.8 / Math.PI,
  Deciradian: 18 / Math.PI,
  Degree: 1,
  Gradian: 0.9,
  Microdegree: 1e-6,
  Microradian: 1.8e-4 / Math.PI,
  Millidegree: 1e-3,
  Milliradian: 0.18 / Math.PI,
  Nanodegree: 1e-9,
  Nanoradian: 1.8e-7 / Math.PI,
  NatoMil: 9 / 160,
  Radian: 180 / Math.PI,
  Revolution: 360,
};

const britishThermalUnit = 1055.05585262;
const calorie = 4.184;
const electronVolt = 1.602176565e-19;
const thermEc = 1.05505585262e8;
const thermImperial = 1.05505585257348e8;
const thermUs = 1.054804e8;

/** In joules. */
export const energySizes: UnitSizes = {
  BritishThermalUnit: britishThermalUnit,
  Calorie: calorie,
  DecathermEc: 10 * thermEc,
  DecathermImperial: 10 * thermImperial,
  DecathermUs: 10 * thermUs,
  ElectronVolt: electronVolt,
  Erg: 1e-7,
  FootPound: 1.355817948,
  GigabritishThermalUnit: 1e9 * britishThermalUnit,
  GigaelectronVolt: 1e9 * electronVolt,
  Gigajoule: 1e9,
  GigawattDay: 8.64e13,
  GigawattHour: 3.6e12,
  HorsepowerHour: 2.6845195377e6,
  Joule: 1,
  KilobritishThermalUnit: 1e3 * britishThermalUnit,
  Kilocalorie: 1e3 * calorie,
  KiloelectronVolt: 1e3 * electronVolt,
  Kilojoule: 1e3,
  KilowattDay: 8.64e7,
  KilowattHour: 3.6e6,
  MegabritishThermalUnit: 1e6 * britishThermalUnit,
  Megacalorie: 1e6 * calorie,
  MegaelectronVolt: 1e6 * electronVolt,
  Megajoule: 1e6,
  MegawattDay: 8.64e10,
  MegawattHour: 3.6e9,
  Millijoule: 1e-3,
  TeraelectronVolt: 1e12 * electronVolt,
  TerawattDay: 8.64e16,
  TerawattHour: 3.6e15,
  ThermEc: thermEc,
  ThermImperial: thermImperial,
  ThermUs: thermUs,
  WattDay: 86_400,
  WattHour: 3600,
};

const kilogramForce = 9.80665002864;
const poundForce = 4.448221615260509;

/** In newtons. */
export const forceSizes: UnitSizes = {
  Decanewton: 10,
  Dyn: 1e-5,
  KilogramForce: kilogramForce,
  Kilonewton: 1e3,
  KiloPond: kilogramForce,
  KilopoundForce: 1e3 * poundForce,
  Meganewton: 1e6,
  Micronewton: 1e-6,
  Millinewton: 1e-3,
  Newton: 1,
  OunceForce: 0.2780138509537812,
  Poundal: 0.1382550279897304,
  PoundForce: poundForce,
  ShortTonForce: 2e3 * poundForce,
  TonneForce: 1e3 * kilogramForce,
};

const inch = 0.0254;
const foot = 0.3048;
const surveyFoot = 1200 / 3937;
const lightYear = 9.46073047258e15;
const parsec = 3.08567758128e16;

/** In meters. */
export const lengthSizes: UnitSizes = {
  Angstrom: 1e-10,
  AstronomicalUnit: 1.495978707e11,
  Centimeter: 0.01,
  Chain: 20.1168,
  DataMile: 1828.8,
  Decameter: 10,
  Decimeter: 0.1,
  DtpPica: 1 / 236.220472441,
  DtpPoint: inch / 72,
  Fathom: 1.8288,
  Foot: foot,
  Hand: 0.1016,
  Hectometer: 100,
  Inch: inch,
  KilolightYear: 1e3 * lightYear,
  Kilometer: 1e3,
  Kiloparsec: 1e3 * parsec,
  LightYear: lightYear,
  MegalightYear: 1e6 * lightYear,
  Megaparsec: 1e6 * parsec,
  Meter: 1,
  Microinch: 1e-6 * inch,
  Micrometer: 1e-6,
  Mil: 1e-3 * inch,
  Mile: 1609.34,
  Millimeter: 1e-3,
  Nanometer: 1e-9,
  NauticalMile: 1852,
  Parsec: parsec,
  PrinterPica: 1 / 237.106301584,
  PrinterPoint: inch / 72.27,
  Shackle: 27.432,
  SolarRadius: 6.9551e8,
  Twip: 1 / 56692.913385826,
  UsSurveyFoot: surveyFoot,
  Yard: 0.9144,
};

const pound = 0.45359237;

/** In kilograms. */
export const massSizes: UnitSizes = {
  Centigram: 1e-5,
  Decagram: 0.01,
  Decigram: 1e-4,
  EarthMass: 5.9722e24,
  Grain: 1 / 15432.358352941432,
  Gram: 1e-3,
  Hectogram: 0.1,
  Kilogram: 1,
  Kilopound: 1e3 * pound,
  Kilotonne: 1e6,
  LongHundredweight: 1 / 0.01968413055222121,
  LongTon: 1016.0469088,
  Megapound: 1e6 * pound,
  Megatonne: 1e9,
  Microgram: 1e-9,
  Milligram: 1e-6,
  Nanogram: 1e-12,
  Ounce: 1 / 35.2739619,
  Pound: pound,
  ShortHundredweight: 1 / 0.022046226218487758,
  ShortTon: 907.18474,
  Slug: 1 / 0.06852176556196105,
  SolarMass: 1.98947e30,
  Stone: 1 / 0.1574731728702698,
  Tonne: 1e3,
};

const minute = 60;
const hour = 3600;

/** In meters a second. */
export const speedSizes: UnitSizes = {
  CentimeterPerHour: 0.01 / hour,
  CentimeterPerMinute: 0.01 / minute,
  CentimeterPerSecond: 0.01,
  DecimeterPerMinute: 0.1 / minute,
  DecimeterPerSecond: 0.1,
  FootPerHour: foot / hour,
  FootPerMinute: foot / minute,
  FootPerSecond: foot,
  InchPerHour: inch / hour,
  InchPerMinute: inch / minute,
  InchPerSecond: inch,
  KilometerPerHour: 1e3 / hour,
  KilometerPerMinute: 1e3 / minute,
  KilometerPerSecond: 1e3,
  Knot: 0.514444,
  MeterPerHour: 1 / hour,
  MeterPerMinute: 1 / minute,
  MeterPerSecond: 1,
  MicrometerPerMinute: 1e-6 / minute,
  MicrometerPerSecond: 1e-6,
  MilePerHour: 0.44704,
  MillimeterPerHour: 1e-3 / hour,
  MillimeterPerMinute: 1e-3 / minute,
  MillimeterPerSecond: 1e-3,
  NanometerPerMinute: 1e-9 / minute,
  NanometerPerSecond: 1e-9,
  UsSurveyFootPerHour: surveyFoot / hour,
  UsSurveyFootPerMinute: surveyFoot / minute,
  UsSurveyFootPerSecond: surveyFoot,
  YardPerHour: 0.9144 / hour,
  YardPerMinute: 0.9144 / minute,
  YardPerSecond: 0.9144,
};

const cubicFoot = 0.0283168;
const usGallon = 0.00378541;
const imperialGallon = 0.004546090000001814;

/** In cubic meters. */
export const volumeSizes: UnitSizes = {
  AcreFoot: 1 / 0.000810714,
  AuTablespoon: 2e-5,
  BoardFoot: 2.3597372158e-3,
  Centiliter: 1e-5,
  CubicCentimeter: 1e-6,
  CubicDecimeter: 1e-3,
  CubicFoot: cubicFoot,
  CubicHectometer: 1e6,
  CubicInch: 1.6387e-5,
  CubicKilometer: 1e9,
  CubicMeter: 1,
  CubicMicrometer: 1e-18,
  CubicMile: 4.16818182544058e9,
  CubicMillimeter: 1e-9,
  CubicYard: 0.764554858,
  Decaliter: 0.01,
  DecausGallon: 10 * usGallon,
  Deciliter: 1e-4,
  DeciusGallon: 0.1 * usGallon,
  HectocubicFoot: 100 * cubicFoot,
  HectocubicMeter: 100,
  Hectoliter: 0.1,
  HectousGallon: 100 * usGallon,
  ImperialBeerBarrel: 0.16365924,
  ImperialGallon: imperialGallon,
  ImperialOunce: 2.84130624999629e-5,
  ImperialPint: 5.6826125e-4,
  KilocubicFoot: 1e3 * cubicFoot,
  KilocubicMeter: 1e3,
  KiloimperialGallon: 1e3 * imperialGallon,
  Kiloliter: 1,
  KilousGallon: 1e3 * usGallon,
  Liter: 1e-3,
  MegacubicFoot: 1e6 * cubicFoot,
  MegaimperialGallon: 1e6 * imperialGallon,
  Megaliter: 1e3,
  MegausGallon: 1e6 * usGallon,
  MetricCup: 2.5e-4,
  MetricTeaspoon: 5e-6,
  Microliter: 1e-9,
  Milliliter: 1e-6,
  OilBarrel: 0.158987294928,
  UkTablespoon: 1.5e-5,
  UsBeerBarrel: 0.1173477658,
  UsCustomaryCup: 2.365882365e-4,
  UsGallon: usGallon,
  UsLegalCup: 2.4e-4,
  UsOunce: 2.9573529562537606e-5,
  UsPint: 4.73176473e-4,
  UsQuart: 9.46352946e-4,
  UsTablespoon: 1.478676478125e-5,
  UsTeaspoon: 4.92892159375e-6,
};

extension CarrierPreset {
  /// All there are.
  public static let all: [CarrierPreset] = [twilio, telnyx, plivo, vonage, bandwidth]

  public static let twilio = CarrierPreset(
    carrier: "twilio", name: "Twilio", confidence: .documented,
    source: "twilio.com/docs/sip-trunking/ip-addresses", collected: "2026-11",
    regions: [
      Region(name: "us-east (ashburn)", ranges: ["54.172.60.0/30"]),
      Region(name: "us-west (umatilla)", ranges: ["54.244.51.0/30"]),
      Region(name: "ie (dublin)", ranges: ["54.171.127.192/30"]),
      Region(name: "de (frankfurt)", ranges: ["35.156.191.128/30"]),
      Region(name: "jp (tokyo)", ranges: ["54.65.63.192/30"]),
      Region(name: "sg (singapore)", ranges: ["54.169.127.128/30"]),
      Region(name: "au (sydney)", ranges: ["54.252.254.64/30"]),
      Region(name: "br (sao-paulo)", ranges: ["177.71.206.192/30"]),
    ], remark: nil)

  public static let telnyx = CarrierPreset(
    carrier: "telnyx", name: "Telnyx", confidence: .conflicting,
    source: "developers.telnyx.com, sip.telnyx.com/voice.json", collected: "2026-11",
    regions: [
      Region(name: "us", ranges: ["192.76.120.10/32", "64.16.250.10/32"]),
      Region(name: "eu", ranges: ["185.246.41.140/32", "185.246.41.141/32"]),
      Region(name: "au", ranges: ["103.115.244.145/32", "103.115.244.146/32"]),
      Region(name: "ca", ranges: ["192.76.120.31/32", "64.16.250.13/32"]),
      Region(name: "asia", ranges: ["103.115.244.158/32", "103.115.244.159/32"]),
    ], remark: "its documents name further addresses; compare with https://sip.telnyx.com/voice.json")

  public static let plivo = CarrierPreset(
    carrier: "plivo", name: "Plivo Zentrunk", confidence: .documented,
    source: "plivo.com/docs Zentrunk", collected: "2026-11",
    regions: [
      Region(
        name: "us",
        ranges: [
          "13.52.9.0/25", "216.120.187.128/26", "18.214.109.128/25", "18.215.142.0/26",
        ]),
      Region(
        name: "all",
        ranges: [
          "204.89.148.128/26", "3.120.121.128/26", "18.228.70.64/26", "54.233.191.0/27", "13.238.202.192/26",
          "18.136.1.128/26", "204.89.149.128/27", "15.207.90.192/31", "204.89.151.128/27", "204.89.151.160/27",
        ]),
    ], remark: "one list for all regions; it holds media addresses too")

  public static let vonage = CarrierPreset(
    carrier: "vonage", name: "Vonage", confidence: .documented,
    source: "Vonage SIP trunking documentation", collected: "2026-11",
    regions: [
      Region(
        name: "new platform",
        ranges: [
          "216.147.0.1/32", "216.147.0.2/32", "216.147.1.1/32", "216.147.1.2/32", "216.147.2.1/32",
          "216.147.2.2/32", "216.147.3.1/32", "216.147.3.2/32", "216.147.4.1/32", "216.147.4.2/32",
          "216.147.5.1/32", "216.147.5.2/32",
        ])
    ], remark: "of the platform with sip-us, sip-eu and sip-ap domains; sip.nexmo.com has others")

  public static let bandwidth = CarrierPreset(
    carrier: "bandwidth", name: "Bandwidth", confidence: .none,
    source: "none: addresses are assigned at onboarding", collected: "2026-11",
    regions: [], remark: "Bandwidth assigns a pair of addresses to each customer; ask for yours")
}

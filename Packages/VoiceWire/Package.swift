// swift-tools-version:6.2
import PackageDescription

/// Ring 0: protocol and media logic as values. No outside Swift package, no socket, no clock, no log;
/// kept apart so that sanitizers and fuzzers build it in seconds.
let strict: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + (Context.environment["TRUNKLINE_WARNINGS_AS_ERRORS"] == "1" ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
  name: "VoiceWire",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "SIP", targets: ["SIP"]),
    .library(name: "SDP", targets: ["SDP"]),
    .library(name: "RTP", targets: ["RTP"]),
    .library(name: "Audio", targets: ["Audio"]),
    .library(name: "WireTesting", targets: ["WireTesting"]),
  ],
  targets: [
    .target(name: "SIP", swiftSettings: strict),
    .target(name: "SDP", swiftSettings: strict),
    .target(name: "RTP", dependencies: ["CSRTP"], swiftSettings: strict),
    .target(name: "Audio", dependencies: ["CSpeexDSP", "CSpanDSP", "COpus"], swiftSettings: strict),
    .target(name: "WireTesting", swiftSettings: strict),
    .systemLibrary(name: "CSpeexDSP", pkgConfig: "speexdsp", providers: [.apt(["libspeexdsp-dev"])]),
    .systemLibrary(name: "CSpanDSP", pkgConfig: "spandsp", providers: [.apt(["libspandsp-dev"])]),
    .systemLibrary(name: "CSRTP", pkgConfig: "libsrtp2", providers: [.apt(["libsrtp2-dev"])]),
    .systemLibrary(name: "COpus", pkgConfig: "opus", providers: [.apt(["libopus-dev"])]),
    .testTarget(
      name: "SIPTests", dependencies: ["SIP", "WireTesting"], resources: [.copy("Torture")],
      swiftSettings: strict),
    .testTarget(name: "SDPTests", dependencies: ["SDP", "WireTesting"], swiftSettings: strict),
    .testTarget(name: "RTPTests", dependencies: ["RTP", "WireTesting"], swiftSettings: strict),
    .testTarget(name: "AudioTests", dependencies: ["Audio", "WireTesting"], swiftSettings: strict),
  ]
)

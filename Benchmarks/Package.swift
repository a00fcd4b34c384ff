// swift-tools-version:6.2
import PackageDescription

/// What Trunkline costs, measured beside C programs that do the same in the same run. Small and apart, so that it builds
/// in a minute: of the product it takes the protocol package and the C shim of the packet loop, and nothing else.
/// Run by `make bench`.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(path: "../Packages/VoiceWire")],
  targets: [
    .executableTarget(
      name: "bench",
      dependencies: [
        "CPeers", "CFloor", "CDatagrams",
        .product(name: "SIP", package: "VoiceWire"), .product(name: "SDP", package: "VoiceWire"),
        .product(name: "RTP", package: "VoiceWire"), .product(name: "Audio", package: "VoiceWire"),
      ],
      path: "Sources/Bench",
      swiftSettings: [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility")]),
    /// Other people's libraries behind calls that Swift can make.
    .target(
      name: "CPeers", dependencies: ["CSofia"], cSettings: [.unsafeFlags(["-O2"])],
      linkerSettings: ["osip2", "osipparser2", "speexdsp", "spandsp"].map { .linkedLibrary($0) }),
    /// The same work in plain C: the floor.
    .target(name: "CFloor", cSettings: [.unsafeFlags(["-O2"])]),
    /// A link to the product's own.
    .target(name: "CDatagrams"),
    .systemLibrary(name: "CSofia", pkgConfig: "sofia-sip-ua", providers: [.apt(["libsofia-sip-ua-dev"])]),
  ]
)

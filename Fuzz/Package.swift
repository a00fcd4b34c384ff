// swift-tools-version:6.2
import PackageDescription

/// Fuzz targets for the bytes that peers send. libFuzzer brings the `main`, so these executables live apart from the
/// packages that `swift test` links. Built and run by `make fuzz`.
let fuzzer: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .unsafeFlags(["-parse-as-library"]),
]

func target(_ name: String, path: String, _ modules: [String]) -> Target {
  .executableTarget(
    name: name, dependencies: ["Demands"] + modules.map { .product(name: $0, package: "VoiceWire") }, path: path,
    swiftSettings: fuzzer)
}

let package = Package(
  name: "Fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(path: "../Packages/VoiceWire")],
  targets: [
    .target(name: "Demands"),
    target("fuzz-sip", path: "Sources/FuzzSIP", ["SIP"]),
    target("fuzz-stream", path: "Sources/FuzzStream", ["SIP"]),
    target("fuzz-digest", path: "Sources/FuzzDigest", ["SIP"]),
    target("fuzz-stun", path: "Sources/FuzzSTUN", ["SIP"]),
    target("fuzz-dns", path: "Sources/FuzzDNS", ["SIP"]),
    target("fuzz-keys", path: "Sources/FuzzKeys", ["SIP"]),
    target("fuzz-sdp", path: "Sources/FuzzSDP", ["SDP"]),
    target("fuzz-rtp", path: "Sources/FuzzRTP", ["RTP"]),
    target("fuzz-rtcp", path: "Sources/FuzzRTCP", ["RTP"]),
  ]
)

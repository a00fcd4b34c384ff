import Carriers
import Identifiers

/// What trying a trunk showed, and what carriers publish, on the wire.
enum TrunkTestFields {
  static func show(_ test: TrunkTest, of trunk: Trunk) -> JSONValue {
    [
      "trunk_id": .id(trunk.id), "options": show(test.options),
      "registration": test.registration.map(show) ?? .null,
    ]
  }

  private static func show(_ attempt: TrunkTest.Attempt) -> JSONValue {
    [
      "succeeded": .bool(attempt.succeeded), "addresses": .array(attempt.addresses.map { .string($0) }),
      "status": .optional(attempt.statusCode),
      "round_trip_ms": .optional(attempt.roundTrip.map { Int($0 / .milliseconds(1)) }),
      "message": .string(attempt.sentence),
    ]
  }

  static func show(_ preset: CarrierPreset) -> JSONValue {
    [
      "carrier": .string(preset.carrier), "name": .string(preset.name),
      "confidence": .string(preset.confidence.rawValue), "source": .string(preset.source),
      "collected": .string(preset.collected), "remark": .optional(preset.remark),
      "regions": .array(
        preset.regions.map { region in
          [
            "name": .string(region.name), "allowed_addresses": .array(region.ranges.map { .string($0) }),
          ]
        }),
    ]
  }
}

import AsyncHTTPClient
import Carriers
import Foundation
import Identifiers
import Logging
import Store

extension CarrierDesks {
  init(
    _ settings: Settings, store: Store, http: HTTPClient, seen: SeenAddress, ids: IDSource,
    now: @escaping @Sendable () -> Date, log: Logger
  ) {
    let equipment = CarrierEquipment(
      http: CarrierClient(http: http), links: store, numbers: store, trunks: store, ids: ids, now: now, log: log)
    let (told, port) = (settings.telephone.publicAddress, settings.telephone.port)
    self.init([
      .twilio: TwilioDesk(
        equipment, hosts: settings.carriers.twilio,
        sipAddress: { (told ?? seen.value).map { "\($0.reachableHost):\(port)" } }),
      .livekit: LiveKitDesk(equipment, settings: settings.carriers.liveKit),
    ])
  }
}

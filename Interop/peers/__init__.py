"""The other ends of the calls: SIPp, an RTP phone for it, softphones, a PBX, a proxy."""

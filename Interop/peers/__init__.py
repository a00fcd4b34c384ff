"""The other ends of the calls: SIPp, an RTP phone for it, baresip, Linphone."""

#pragma once
#include <opus.h>

// Swift cannot call the variadic opus_encoder_ctl: one function for each request that is made.
static inline int opus_shim_set_bitrate(OpusEncoder *encoder, opus_int32 bits_per_second) {
  return opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bits_per_second));
}
static inline int opus_shim_set_complexity(OpusEncoder *encoder, opus_int32 complexity) {
  return opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(complexity));
}
static inline int opus_shim_set_inband_fec(OpusEncoder *encoder, opus_int32 is_used) {
  return opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(is_used));
}
static inline int opus_shim_set_expected_loss(OpusEncoder *encoder, opus_int32 percent) {
  return opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(percent));
}
static inline int opus_shim_set_max_bandwidth(OpusEncoder *encoder, opus_int32 bandwidth) {
  return opus_encoder_ctl(encoder, OPUS_SET_MAX_BANDWIDTH(bandwidth));
}
static inline int opus_shim_set_voice(OpusEncoder *encoder) {
  return opus_encoder_ctl(encoder, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
}

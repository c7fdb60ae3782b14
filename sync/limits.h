/// Every bound of the protocol, with its unit in the name. Tested one below, at, and one above. What the
/// model bounds as well (member records, device names) is in model/base/limits.h.
#pragma once

#include "model/base/limits.h"

#include <QtGlobal>

#include <chrono>

namespace sheaf::limits {

using namespace std::chrono_literals;

inline constexpr qsizetype kFrameBytesMax = 64 * kKiB;
inline constexpr qsizetype kMessageBytesMax =
    kKiB * kKiB; ///< one message, put together from frames
inline constexpr qsizetype kDecompressedBytesMax = 4 * kKiB * kKiB;
inline constexpr qsizetype kCompressAboveBytes = 1024;
inline constexpr int kBatchChangesMax = 2000;
inline constexpr qint64 kBatchBytesMax =
    900 * kKiB; ///< leaves room for the envelope in one message
inline constexpr qsizetype kPartAboveBytes = 256 * kKiB; ///< larger contents travel in parts
inline constexpr qsizetype kPartBytesMax = 256 * kKiB; ///< of one Part message
inline constexpr qsizetype kPartTotalBytesMax = 20 * kKiB * kKiB; ///< of the change it belongs to
inline constexpr int kWindowBatches = 4; ///< unacknowledged batches in flight
inline constexpr qint64 kWindowBytesMax =
    kWindowBatches * kBatchBytesMax; ///< of them together; a larger change goes alone
inline constexpr int kHeldWindows = 4; ///< that wait for the disk, acknowledged on their way or not
inline constexpr int kVectorLogsMax = 4096;
inline constexpr int kGapsMax = 4096; ///< ranges of changes whose payload a device lacks
inline constexpr int kProbeHashesMax = 64; ///< changes asked for along one chain at a time
inline constexpr int kComparedRecordsMax = 4096; ///< digests of single records in one answer
inline constexpr int kWantHashesMax = 256; ///< changes asked for again in one message
inline constexpr int kWantsMax = 1024; ///< such messages said in one session
inline constexpr int kCompareRecordsMax = 64; ///< differing records repaired in one round
inline constexpr int kCompareRoundsMax = 16; ///< of search and repair, in one session
inline constexpr int kComparesMax = 8192; ///< questions about digests answered in one session
/// Questions about digests that an honest device asks in one session at most: each round for all records,
/// twice for sums under what differs (above a million records) and for each record, before repair by its
/// first byte and after it by its id; at the end once more for what is still different.
inline constexpr int kComparesSaidMax =
    kCompareRoundsMax * (1 + 3 * kCompareRecordsMax) + kCompareRecordsMax;
inline constexpr int kProbesSaidMax = 64; ///< far above what a search along one chain takes
inline constexpr int kForkRestartsMax = 32; ///< sessions in a row begun again at once after a fork
inline constexpr int kFeaturesMax = 32;
inline constexpr qsizetype kFeatureBytesMax = 64;
inline constexpr qsizetype kFaultTextBytesMax = 512;
inline constexpr std::chrono::seconds kConnectWithin {10}; ///< socket, TLS and upgrade together
inline constexpr auto kHelloWithin = 10s;
inline constexpr auto kAuthWithin = 10s;
inline constexpr auto kPingAfterIdle = 25s;
inline constexpr auto kDeadAfter = 75s;
inline constexpr int kSocketsMax = 64;
inline constexpr int kUnauthenticatedMax = 8;
inline constexpr int kUnauthenticatedPerHostMax = 4; ///< of them from one address
inline constexpr int kWaitingPerHostMax = 24; ///< sockets of one address before TLS and upgrade
inline constexpr int kConnectionsPerSecond = 2; ///< from one address, on average
inline constexpr int kConnectionsBurst = 200; ///< from one address, at once
inline constexpr int kHandshakesPerMinuteMax = 5; ///< per address, failed ones
inline constexpr qsizetype kHandshakeMessageBytesMax =
    16 * kKiB; ///< of one message, decompressed, before the other side has proven who it is
inline constexpr int kSessionsPerSecond = 1; ///< accepted from one device, on average
inline constexpr int kSessionsBurst = 60;
inline constexpr int kSessionFaultCost =
    10; ///< sessions that one with a fault of the peer counts for
// Of one peer, changes not counted: the window keeps those at the pace of storing.
inline constexpr int kMessagesPerSecond = 10'000;
inline constexpr int kMessagesBurst = 50'000;
inline constexpr qint64 kMessageBytesPerSecond = 4 * kKiB * kKiB; ///< decompressed
inline constexpr qint64 kMessageBytesBurst = 96 * kKiB * kKiB;
inline constexpr int kIdleMessagesPerSecond = 1; ///< Ping and what is of a later version
inline constexpr int kIdleMessagesBurst = 120;
inline constexpr int kAsksPerSecond = 20; ///< Probe, Compare, Want
inline constexpr int kAsksBurst =
    kComparesSaidMax + kWantsMax + kProbesSaidMax; ///< of a session that needs all of it
inline constexpr qsizetype kMemberRecordsBytesMax =
    4 * kKiB * kKiB; ///< of all records that one peer tells in a session
inline constexpr auto kAckProgressWithin = 30min; ///< of what was sent; a slow line is slow
inline constexpr qint64 kAssembledBytesMax =
    128 * kKiB * kKiB; ///< of large changes being put together, all sessions
inline constexpr qint64 kUnsentBytesMax =
    64 * kKiB * kKiB; ///< waiting on one connection for a side that does not read
inline constexpr qint64 kUnsentHandshakeBytesMax = kKiB * kKiB; ///< the same before Auth
inline constexpr auto kRetryFirst = 1s;
inline constexpr auto kRetryMax = 64s;
inline constexpr auto kDuplicateWindow =
    10s; ///< two connections opened within are compared by dialler
inline constexpr auto kPairingLinkValid = 10min;
inline constexpr auto kPairingConfirmWithin = 2min;
inline constexpr int kPairingFailuresMax = 3;
inline constexpr auto kPairingPause = 5min;
inline constexpr int kAddressesPerPeerMax = 8;
inline constexpr quint64 kPeerClockMsMax = (quint64 {1} << 48U) - 1; ///< as far as stamps reach
inline constexpr qsizetype kAddressBytesMax = 300; ///< "host:port", the host as DNS allows

} // namespace sheaf::limits

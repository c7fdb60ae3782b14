/// Every bound on what the model accepts, with its unit in the name. Tested one below, at, one above.
#pragma once

#include <QtGlobal>

#include <chrono>
#include <cstddef>

namespace sheaf::limits {

inline constexpr qsizetype kKiB = 1024;
inline constexpr qsizetype kBodyBytesMax = 16 * kKiB * kKiB; ///< UTF-8 bytes of a note's body
inline constexpr qsizetype kTitleBytesMax = 4 * kKiB;
inline constexpr qsizetype kDescriptionBytesMax = 64 * kKiB;
inline constexpr qsizetype kTagBytesMax = 256;
inline constexpr qsizetype kTagsMax = 256; ///< tags, likewise categories, of one note
inline constexpr qsizetype kAttachmentsMax = 256; ///< of one note
inline constexpr qsizetype kOrderBytesMax = 256; ///< fractional key of a place
inline constexpr qsizetype kUnknownBytesMax = 256 * kKiB; ///< fields of newer programs, each
inline constexpr qsizetype kUserBytesMax = 256;
inline constexpr qsizetype kParentsMax = 16; ///< heads one change can be made on
inline constexpr qsizetype kDeviceNameBytesMax = 256;
inline constexpr qsizetype kMemberRecordsMax = 1024; ///< of one library, waiting ones included
inline constexpr qsizetype kMemberRecordBytesMax = 64 * kKiB;
inline constexpr qsizetype kMembershipBytesMax =
    768 * kKiB; ///< all records of a library: they travel in one message when a device is paired
inline constexpr int kMemberRecordsPerDeviceMax =
    256; ///< brought by one device and those it brought; the first device may use all
inline constexpr qsizetype kAdoptedLogsMax = 256; ///< of one joining device
inline constexpr qsizetype kMetaBytesMax = 16 * kKiB;
inline constexpr int kFoldDepthMax = 64; ///< levels of common ancestors a fold looks back
inline constexpr int kFoldBaseStepsMax = 1024; ///< merges that one fold spends on finding bases
inline constexpr int kDeltaChainMax = 32; ///< body deltas between two full snapshots
inline constexpr int kWholeChangesMax =
    32; ///< changes of a note from one that sets all fields to the next
inline constexpr int kWholeChangesMin =
    16; ///< the same, once the last such one is kWholeAgeMax old
inline constexpr std::chrono::days kWholeAgeMax {30};
inline constexpr std::chrono::days kHistoryDefault {365}; ///< content of old versions is kept
inline constexpr std::chrono::days kDeviceAbsent {180}; ///< since then unseen, it holds nothing up
inline constexpr std::chrono::days kCheckpointEvery {30}; ///< at most
inline constexpr std::chrono::days kCheckpointLookEvery {1}; ///< whether it is time for a new one
inline constexpr std::chrono::days kCheckpointLookAgain {7}; ///< when a new one was not worth it
inline constexpr std::chrono::days kCheckpointSlack {30}; ///< a clock may be ahead of all others
inline constexpr int kCheckpointContentsMin = 64; ///< contents that a new checkpoint frees at least
inline constexpr std::chrono::days kClockTrusted {1}; ///< the clock went evenly before it counts
inline constexpr std::chrono::days kClockGapMax {40}; ///< between two looks at an even clock
inline constexpr std::chrono::milliseconds kUpkeepSliceMax {20};
inline constexpr std::size_t kRemoteBatchesKept =
    16; ///< received and not yet stored; above it those of ended sessions are let go
inline constexpr int kVacuumPages = 256; ///< given back in one piece of upkeep
inline constexpr int kVacuumPagesMin = 1024; ///< free pages that are worth giving back
inline constexpr qsizetype kCheckpointLogsMax = 4096; ///< logs that one checkpoint names
inline constexpr qint64 kDiffStepsMax = 2'000'000; ///< counted steps of one text diff, never time
inline constexpr qsizetype kMergeLinesMax =
    500'000; ///< lines of the three texts of a merge together
inline constexpr qsizetype kMergeWordsLineMax = 65'536; ///< UTF-16 units of a line merged by words
inline constexpr qint64 kReadAheadBytesMax =
    8 * kKiB * kKiB; ///< texts of one batch that are expanded before their turn
inline constexpr qsizetype kBodiesRememberedBytesMax =
    4 * kKiB * kKiB; ///< bodies of changes just stored
inline constexpr qint64 kIndexStepBytesMax =
    4 * kKiB * kKiB; ///< of text that one step of feeding the search index gathers
inline constexpr std::chrono::minutes kClockSkewMax {5}; ///< a stamp further ahead is not adopted
inline constexpr qint64 kClockPlausibleFromMs =
    1'735'689'600'000; ///< 2025-01-01: a clock before that is wrong, there was no Sheaf
inline constexpr std::chrono::hours kClockReadingKept {24 * 30}; ///< then it says nothing any more
inline constexpr std::chrono::milliseconds kApplySliceMax {
    25}; ///< remote work before others get a turn
inline constexpr std::chrono::milliseconds kApplyAloneMax {100}; ///< the same, while nobody waits
inline constexpr qsizetype kUnvouchedBytesMax =
    19 * kKiB * kKiB; ///< changes sent together because only the last one's signature holds
inline constexpr int kNotebookDepthMax = 64;
inline constexpr qint64 kMassDeletionNotes = 20; ///< notes; one device deleting more is asked about
inline constexpr qint64 kMassDeletionPercent = 20; ///< of the notes there were; likewise
inline constexpr std::chrono::hours kMassDeletionWindow {
    24}; ///< by the deletes' own stamps, or by their arrival
inline constexpr int kRestoredTogetherMax =
    200; ///< notes of a rejected mass deletion, a transaction
inline constexpr qint64 kSeenDeletesMax = 10'000; ///< counted deletes that are not held, rows
inline constexpr qsizetype kForkedLogsMax =
    2048; ///< logs up to which another device's names cut ours
inline constexpr qsizetype kLogsPerDeviceMax =
    1024; ///< that a device may bring itself: restored once a day it takes years
inline constexpr qsizetype kLogsMax =
    3840; ///< of all others together; the rest of a vector (4,096) is for this device's own

} // namespace sheaf::limits

using System.Buffers;
using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Spool;

/// <summary>
/// Keeps batches of encoded spans until their backend accepts them, beyond the life of the process. No member throws because of
/// the disk. Safe for concurrent use.
/// </summary>
internal interface ISpool : IDisposable
{
    /// <summary>The batches that wait for all destinations together.</summary>
    SpoolCount Total { get; }

    /// <summary>How many bytes it may have on disk.</summary>
    long MaxBytes { get; }

    /// <summary>How many operations of the disk have failed.</summary>
    long Failures { get; }

    /// <summary>What could not be read of the files, since the start.</summary>
    SpoolDamage Damaged { get; }

    /// <summary>The destinations that batches wait for, by <see cref="BackendEndpoint.Identity"/>, also those that are no longer configured.</summary>
    IReadOnlyCollection<string> Destinations { get; }

    /// <summary>The batches that wait for <paramref name="destination"/>, also those that are read but not acknowledged. Never waits for the disk.</summary>
    SpoolCount Count(string destination);

    /// <summary>Whether there is a batch for <paramref name="destination"/> that no caller has read. Never waits for the disk.</summary>
    bool HasUnread(string destination);

    /// <summary>
    /// Whether there is room in the share of <paramref name="destination"/>: destinations that requests bring have one together, and the
    /// others have the whole spool. Never waits for the disk.
    /// </summary>
    bool HasRoom(string destination);

    /// <summary>
    /// Appends a batch. After <see langword="true"/> the batch outlives the process. After <see langword="false"/> the disk or the bound
    /// did not allow it, nothing was written, and the caller still owns the batch. No batch is dropped for one of a destination that a request
    /// has brought.
    /// </summary>
    /// <param name="destination">A <see cref="BackendEndpoint.Identity"/>.</param>
    /// <param name="spans">Encoded entries of <c>ScopeSpans.spans</c>, one after the other.</param>
    /// <param name="count">The number of entries.</param>
    bool TryAppend(string destination, ReadOnlyMemory<byte> spans, int count);

    /// <summary>
    /// Appends a batch that the caller keeps in memory: it counts as read, so that <see cref="TryRead"/> does not return it. The caller
    /// must end it with <see cref="Acknowledge"/> or <see cref="Release"/>. After <see langword="false"/> nothing was written.
    /// </summary>
    /// <param name="destination">A <see cref="BackendEndpoint.Identity"/>.</param>
    /// <param name="spans">Encoded entries of <c>ScopeSpans.spans</c>, one after the other.</param>
    /// <param name="count">The number of entries.</param>
    /// <param name="batch">The batch.</param>
    bool TryKeep(string destination, ReadOnlyMemory<byte> spans, int count, out SpooledBatch batch);

    /// <summary>
    /// Whether a batch that a caller has keeps its file on disk while a younger file makes room for others. The caller may <see cref="Release"/>
    /// it, so that the oldest file goes. <see langword="false"/> while the disk fails, which may have lost what the caller has, and for a
    /// destination that a request has brought, which no batch is dropped for.
    /// </summary>
    /// <param name="held">A batch that is neither acknowledged nor released.</param>
    /// <param name="bytes">The bytes of the spans that are to be appended.</param>
    /// <param name="isNeeded">Whether it is in the way also if there is no room at all, because files are held.</param>
    bool IsInTheWay(in SpooledBatch held, int bytes, bool isNeeded);

    /// <summary>
    /// The bytes of the batch that <see cref="TryRead"/> would return now; 0 if there is no such batch, or the disk cannot be read. A caller
    /// takes the memory for it before it reads.
    /// </summary>
    /// <param name="destination">A <see cref="BackendEndpoint.Identity"/>.</param>
    int GetNextBytes(string destination);

    /// <summary>
    /// Reads the oldest batch that is neither read nor expired. The batch stays on disk until <see cref="Acknowledge"/>. The caller must
    /// end every batch with <see cref="Acknowledge"/> or <see cref="Release"/>. Several batches may be read at a time.
    /// </summary>
    /// <param name="destination">A <see cref="BackendEndpoint.Identity"/>.</param>
    /// <param name="buffer">Receives the bytes of the batch exactly as they were appended; unchanged if there is no batch.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="maxSpans">A batch with more spans is not read.</param>
    /// <param name="maxBytes">A batch with more bytes is not read.</param>
    /// <returns><see langword="false"/> if there is no batch, the oldest one is too large, or the disk cannot be read now.</returns>
    bool TryRead(string destination, IBufferWriter<byte> buffer, out SpooledBatch batch, int maxSpans = int.MaxValue, int maxBytes = int.MaxValue);

    /// <summary>Removes a batch from the disk: it has arrived, or is dropped.</summary>
    void Acknowledge(in SpooledBatch batch);

    /// <summary>Ends the reading of a batch that has not arrived: <see cref="TryRead"/> returns it again, before later batches.</summary>
    void Release(in SpooledBatch batch);
}
